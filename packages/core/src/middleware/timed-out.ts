import { providerError } from '../contract/errors.ts';

const told = {
  firstToken: 'sent no content',
  idle: 'sent no more content',
  total: 'did not finish',
} as const;

/** Returns the error of a limit of `timeout` that ran out. */
export function timedOut(
  { provider, model }: { readonly provider: string; readonly model: string },
  phase: keyof typeof told,
  limit: number,
): Error {
  const message = `${provider}:${model} ${told[phase]} within ${limit} s (option timeout.${phase}).`;
  return providerError('timeout', message, { provider, phase, retryable: phase !== 'total' });
}

/** Returns the error of a call that would have to wait for its turn until after its deadline. */
export function outOfTime(
  { provider, model }: { readonly provider: string; readonly model: string },
  total: number,
  seconds: number,
  cause?: unknown,
): Error {
  const message =
    `${provider}:${model} cannot answer within ${total} s (option timeout.total): it has to wait at least ` +
    `${Math.ceil(seconds)} s for the rate limit. Raise timeout.total, or make fewer calls at the same time.`;
  return providerError('timeout', message, { provider, phase: 'total', retryable: false, sent: false, cause });
}
