import { providerError } from '../contract/errors.ts';

const told = {
  firstToken: 'sent no content',
  idle: 'sent no more content',
  total: 'did not finish',
} as const;

/** Creates the error for an expired limit of the option `timeout`. */
export function timedOut(
  { provider, model }: { readonly provider: string; readonly model: string },
  phase: keyof typeof told,
  limit: number,
): Error {
  const message = `${provider}:${model} ${told[phase]} within ${limit} s (option timeout.${phase}).`;
  return providerError('timeout', message, { provider, phase, retryable: phase !== 'total' });
}

/** Creates the error for a call whose wait would exceed its deadline. */
export function outOfTime(
  { provider, model }: { readonly provider: string; readonly model: string },
  total: number,
  seconds: number,
  cause?: unknown,
): Error {
  const message =
    `${provider}:${model} cannot answer within ${total} s (option timeout.total): it has to wait at least ` +
    `${Math.ceil(seconds)} s for the rate limit. Raise timeout.total, or make fewer concurrent calls.`;
  return providerError('timeout', message, { provider, phase: 'total', retryable: false, sent: false, cause });
}
