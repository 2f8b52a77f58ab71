import { toAttempt } from '../account/attempt.ts';
import type { RetryBudget } from '../account/retry-budget.ts';
import type { Attempt } from '../contract/error-details.ts';
import { ProviderError, RephyscoError, TimeoutError, withDetails } from '../contract/errors.ts';
import type { Notice } from '../contract/notice.ts';
import type { Settings } from '../options/settings.ts';
import { abortReason, sleep } from '../util/abort.ts';
import { clock } from '../util/clock.ts';

/** How failures that can pass are tried again. */
export interface RetryOptions {
  /** How often to try again: at most `maxRetries + 1` requests reach the wire. Default 3. */
  readonly maxRetries?: number | undefined;
  /** Seconds before the first retry. Default 1. */
  readonly baseDelay?: number | undefined;
  /** Longest wait in seconds. A provider that asks for more makes the call fail at once. Default 60. */
  readonly maxDelay?: number | undefined;
  /** Each wait is this many times the one before. Default 2. */
  readonly backoffFactor?: number | undefined;
  /** Wait a random part of each delay, so that many callers do not come back at once. Default `true`. */
  readonly jitter?: boolean | undefined;
  /** Where retries are taken from, shared with other calls; once it is used up, a failure is final. Default: no limit. */
  readonly budget?: RetryBudget | undefined;
}

/** How settings say to try again, out of the budget of the account that is asked. */
export function toRetryOptions(settings: Settings, budget: RetryBudget): RetryOptions {
  const { enableRetries, maxRetries, baseDelay, maxDelay, backoffFactor, retryBudget } = settings;
  const delays = { baseDelay, maxDelay, backoffFactor };
  return { ...delays, maxRetries: enableRetries ? maxRetries : 0, budget: retryBudget ? budget : undefined };
}

/** What the loop needs to know about who is asking. */
export interface RetryContext {
  readonly provider: string;
  readonly model: string;
  readonly signal?: AbortSignal | undefined;
  readonly notify?: ((notice: Notice) => void) | undefined;
}

/** A success, with the attempts that failed before it and the moment at which its own began. */
export interface Settled<Value> {
  readonly value: Value;
  readonly failed: readonly Attempt[];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/**
 * Tries until something settles, an error cannot pass, or the retries are used up.
 *
 * @throws ProviderError the last failure, with every attempt on it; the signal's reason when it aborts, at once; any
 * other error of ours as it is, with the last failure as its cause
 */
export async function retrying<Value>(
  attempt: () => Promise<Value>,
  options: RetryOptions,
  context: RetryContext,
): Promise<Settled<Value>> {
  const { maxRetries = 3, budget } = options;
  const failed: Attempt[] = [];
  let tries = 0;
  let startedAt = 0;
  let failure: ProviderError | undefined;
  budget?.count();
  const once = (): Promise<Value> => {
    context.signal?.throwIfAborted();
    tries += 1;
    startedAt = clock.now();
    return attempt();
  };
  /** Whether to try again, having waited. Records the failure either way. */
  const waited = async (error: unknown): Promise<boolean> => {
    if (!(error instanceof ProviderError)) return false;
    failure = error;
    const over = tries > maxRetries || context.signal?.aborted;
    const delay = over ? undefined : affordable(delayBefore(tries, error, options), budget, context);
    if (error.sent) failed.push({ ...toAttempt(context, startedAt, error), wait: delay });
    if (delay === undefined) return false;
    context.notify?.({ type: 'retry', attempt: tries, maxAttempts: maxRetries + 1, delay, error });
    await sleep(delay, context.signal);
    return true;
  };
  try {
    return { value: await backOff(once, waited, maxRetries), failed, startedAt };
  } catch (error) {
    const last = context.signal?.aborted && !isDeadline(error) ? abortReason(context.signal) : error;
    const ours = last === error || isDeadline(last);
    if (ours && last instanceof ProviderError) throw final(last, failed, options);
    // What ended the tries without being one, such as a budget that is used up, has what had failed as its cause.
    if (last instanceof RephyscoError && failure) last.cause ??= withDetails(failure, { attempts: failed });
    throw last;
  }
}

/** Our own abort: of a call whose time is up. Any other abort is the caller's, whose reason nobody touches. */
function isDeadline(reason: unknown): boolean {
  return reason instanceof TimeoutError && reason.phase === 'total';
}

/** The last failure, with all that was tried, and with when to come back where that is too far off to wait for. */
function final(error: ProviderError, attempts: readonly Attempt[], { maxDelay = 60 }: RetryOptions): ProviderError {
  const { message, retryable, retryAfter = 0 } = error;
  if (!retryable || retryAfter <= maxDelay) return withDetails(error, { attempts });
  const hint = `Come back in ${Math.ceil(retryAfter)} s; that is longer than maxDelay, ${maxDelay} s.`;
  return withDetails(error, { attempts }, `${message} ${hint}`);
}

/**
 * The loop itself is the library's, loaded at the first failure. Its own delays are switched off: they know neither
 * a signal nor Retry-After, and their timer would hold the process after an abort.
 */
async function backOff<Value>(
  once: () => Promise<Value>,
  waited: (error: unknown) => Promise<boolean>,
  maxRetries: number,
): Promise<Value> {
  try {
    return await once();
  } catch (error) {
    if (!(await waited(error))) throw error;
  }
  const library = await import('exponential-backoff');
  return library.backOff(once, { numOfAttempts: maxRetries, startingDelay: 0, retry: waited });
}

/** Seconds to wait before the next attempt; `undefined` where another one is of no use. */
function delayBefore(attempt: number, error: ProviderError, options: RetryOptions): number | undefined {
  const { baseDelay = 1, maxDelay = 60, backoffFactor = 2, jitter = true } = options;
  if (!error.retryable) return undefined;
  const asked = error.retryAfter ?? 0;
  if (asked > maxDelay) return undefined;
  const backoff = Math.min(baseDelay * backoffFactor ** (attempt - 1), maxDelay);
  return Math.max(asked, jitter ? backoff * clock.random() : backoff);
}

/** The delay, if the budget has a retry left for it. */
function affordable(
  delay: number | undefined,
  budget: RetryBudget | undefined,
  { provider, notify }: RetryContext,
): number | undefined {
  if (delay === undefined || !budget || budget.take()) return delay;
  const message = `So many calls to ${provider} fail that this one is not tried again (option retryBudget).`;
  notify?.({ type: 'warning', message });
  return undefined;
}
