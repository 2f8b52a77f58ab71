import type { RetryBudget } from '../account/retry-budget.ts';
import type { Settings } from '../options/settings.ts';

/** Options of the retry layer. Durations are seconds. */
export interface RetryOptions {
  /** Maximum number of retries. @default 3 */
  readonly maxRetries?: number | undefined;
  /**
   * Maximum number of retries after refusals that the rate-limit layer handles. They do not count towards
   * `maxRetries`.
   *
   * @default they count as retries, so at most `maxRetries + 1` requests are sent
   */
  readonly maxRefusals?: number | undefined;
  /** Delay before the first retry. @default 1 */
  readonly baseDelay?: number | undefined;
  /** Maximum delay before a retry. If a service requires a longer one, the call fails. @default 60 */
  readonly maxDelay?: number | undefined;
  /** Factor by which each delay is longer than the previous one. @default 2 */
  readonly backoffFactor?: number | undefined;
  /** `true` to wait for a random part of each delay, so that calls do not retry simultaneously. @default true */
  readonly jitter?: boolean | undefined;
  /** Budget that limits the retries of all calls together. @default no limit */
  readonly budget?: RetryBudget | undefined;
}

/** Maximum number of refusals of one call, if `maxRetries` does not limit them. */
const maxRefusals = 20;

/**
 * Returns the options of the retry layer for settings.
 *
 * @param bound `true` if `maxRetries` limits all requests of one answer, including refused ones
 */
export function toRetryOptions(settings: Settings, budget: RetryBudget, bound = false): RetryOptions {
  const { enableRetries, maxRetries, baseDelay, maxDelay, backoffFactor, retryBudget } = settings;
  return {
    baseDelay,
    maxDelay,
    backoffFactor,
    maxRetries: enableRetries ? maxRetries : 0,
    maxRefusals: bound ? undefined : maxRefusals,
    budget: retryBudget ? budget : undefined,
  };
}
