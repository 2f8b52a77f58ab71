import type { CallOptions } from './options.ts';

/** Options of a call that control its retries. */
export type RetryOverrides = Pick<
  CallOptions,
  'enableRetries' | 'maxRetries' | 'baseDelay' | 'maxDelay' | 'backoffFactor'
>;

/** Returns the options that control retries, without all others. */
export function retryOverrides(options: RetryOverrides): RetryOverrides {
  const { enableRetries, maxRetries, baseDelay, maxDelay, backoffFactor } = options;
  return { enableRetries, maxRetries, baseDelay, maxDelay, backoffFactor };
}
