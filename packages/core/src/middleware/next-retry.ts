import { type Refusal, refusalOf, turnOf } from '../account/call-turn.ts';
import type { RetryBudget } from '../account/retry-budget.ts';
import type { ProviderError } from '../contract/errors.ts';
import type { Notice } from '../contract/notice.ts';
import type { TimeoutOptions } from '../contract/timeout.ts';
import { clock } from '../util/clock.ts';
import type { RetryOptions } from './retry-options.ts';
import { outOfTime } from './timed-out.ts';

/** Fields of a request that the retry loop uses. */
export interface RetryContext {
  readonly provider: string;
  readonly model: string;
  readonly timeout?: TimeoutOptions | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly notify?: ((notice: Notice) => void) | undefined;
}

/** Number of failed attempts so far. */
export interface FailedCount {
  failures: number;
  refusals: number;
}

interface NextRetry {
  /** Seconds before the retry. `undefined` if there is no retry. */
  readonly delay?: number | undefined;
  /** Number of remaining retries for this kind of failure. */
  readonly left: number;
}

/** Counts a failed attempt and returns the next step. Refusals that the rate-limit layer handles do not count. */
export function nextRetry(
  error: ProviderError,
  refusal: Refusal | undefined,
  count: FailedCount,
  options: RetryOptions,
  context: RetryContext,
): NextRetry {
  const { maxRetries = 3, maxRefusals: most, maxDelay = 60, budget } = options;
  if (!refusal) count.failures += 1;
  else count.refusals += 1;
  const used = most === undefined ? count.failures + count.refusals : refusal ? count.refusals : count.failures;
  const left = (refusal && most !== undefined && maxRetries > 0 ? most : maxRetries) - used + 1;
  if (left < 1 || context.signal?.aborted || !error.retryable || (error.retryAfter ?? 0) > maxDelay) return { left };
  if (!refusal) return { delay: affordable(delayBefore(count.failures, error, options), budget, context), left };
  // The rate-limit layer schedules other requests. The refused request waits as long as the service stated.
  return refusal.down ? { left } : { delay: Math.max(0, error.retryAfter ?? 0), left };
}

/** Checks that a delay ends before the deadline of the call. @throws TimeoutError if it does not */
export function checkDeadline(delay: number, error: ProviderError, context: RetryContext): void {
  const { deadline } = turnOf(context);
  if (deadline === undefined || clock.monotonic() + delay * 1000 <= deadline) return;
  if (refusalOf(error)) throw outOfTime(context, context.timeout?.total ?? 0, delay, error);
}

/** Returns the delay before a retry: exactly the one that the service stated, otherwise the backoff. */
function delayBefore(failures: number, error: ProviderError, options: RetryOptions): number {
  const { baseDelay = 1, maxDelay = 60, backoffFactor = 2, jitter = true } = options;
  const asked = error.retryAfter ?? 0;
  if (asked > 0) return asked;
  const backoff = Math.min(baseDelay * backoffFactor ** (failures - 1), maxDelay);
  return jitter ? backoff * clock.random() : backoff;
}

/** Returns the delay, or `undefined` if the retry budget is exhausted. */
function affordable(
  delay: number,
  budget: RetryBudget | undefined,
  { provider, notify }: RetryContext,
): number | undefined {
  if (!budget || budget.take()) return delay;
  const message = `Not retried, because too many calls to ${provider} fail (option retryBudget).`;
  notify?.({ type: 'warning', message });
  return undefined;
}
