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
