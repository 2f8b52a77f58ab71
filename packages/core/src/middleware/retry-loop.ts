import { toAttempt } from '../account/attempt.ts';
import { type CallTurn, refusalOf } from '../account/call-turn.ts';
import type { Attempt } from '../contract/error-details.ts';
import { ProviderError, RephyscoError, TimeoutError } from '../contract/errors.ts';
import { withDetails } from '../contract/with-details.ts';
import { abortReason, sleep } from '../util/abort.ts';
import { clock } from '../util/clock.ts';
import { checkDeadline, type FailedCount, nextRetry, type RetryContext } from './next-retry.ts';
import type { RetryOptions } from './retry-options.ts';

/** A successful attempt, with the attempts that failed before it. */
export interface Settled<Value> {
  readonly value: Value;
  readonly failed: readonly Attempt[];
  /** Time at which the successful attempt began, in milliseconds since 1970. */
  readonly startedAt: number;
}

/**
 * Attempts until one succeeds, an error is final, or the retries are used up.
 *
 * @param attempt sends the request. It receives the place in line that a refused request had.
 * @throws ProviderError the last failure, with all attempts; the reason of the signal at once when it aborts; any other
 * error unchanged, with the last failure as its cause
 */
export async function retrying<Value>(
  attempt: (turn: CallTurn | undefined) => Promise<Value>,
  options: RetryOptions,
  context: RetryContext,
): Promise<Settled<Value>> {
  const failed: Attempt[] = [];
  const count: FailedCount = { failures: 0, refusals: 0 };
  let startedAt = 0;
  let turn: CallTurn | undefined;
  let failure: ProviderError | undefined;
  options.budget?.count();
  const once = (): Promise<Value> => {
    context.signal?.throwIfAborted();
    startedAt = clock.now();
    return attempt(turn);
  };
  /** Records a failure and waits. Returns whether to retry. */
  const waited = async (error: unknown): Promise<boolean> => {
    if (!(error instanceof ProviderError)) return false;
    failure = error;
    const refusal = refusalOf(error);
    turn = refusal ? { order: refusal.order, failure: error } : turn && { ...turn, failure: undefined };
    const { delay, left } = nextRetry(error, refusal, count, options, context);
    if (error.sent) failed.push({ ...toAttempt(context, startedAt, error), wait: delay });
    if (delay === undefined) return false;
    checkDeadline(delay, error, context);
    const attempts = count.failures + count.refusals;
    context.notify?.({ type: 'retry', attempt: attempts, maxAttempts: attempts + left, delay, error });
    if (delay > 0) await sleep(delay, context.signal);
    return true;
  };
  try {
    return { value: await backOff(once, waited, options), failed, startedAt };
  } catch (error) {
    const last = context.signal?.aborted && !isDeadline(error) ? abortReason(context.signal) : error;
    const ours = last === error || isDeadline(last);
    if (ours && last instanceof ProviderError) throw final(last, failed, options);
    // An error that ended the retries without being an attempt, such as a used-up budget, has the failure as its cause.
    if (last instanceof RephyscoError && failure) last.cause ??= withDetails(failure, { attempts: failed });
    throw last;
  }
}

/** Returns whether the reason is the end of `timeout.total`. Any other reason of an abort belongs to the caller. */
function isDeadline(reason: unknown): boolean {
  return reason instanceof TimeoutError && reason.phase === 'total';
}

/** Returns the last failure with all attempts. The message says when to retry, if that is later than `maxDelay`. */
function final(error: ProviderError, attempts: readonly Attempt[], { maxDelay = 60 }: RetryOptions): ProviderError {
  const { message, retryable, retryAfter = 0 } = error;
  if (!retryable || retryAfter <= maxDelay) return withDetails(error, { attempts });
  const hint = `Come back in ${Math.ceil(retryAfter)} s; that is longer than maxDelay, ${maxDelay} s.`;
  return withDetails(error, { attempts }, `${message} ${hint}`);
}

/**
 * Runs the loop of the `exponential-backoff` library, which is loaded at the first failure. Its own delays are off: they
 * support neither a signal nor Retry-After, and their timer would keep the process alive after an abort.
 */
async function backOff<Value>(
  once: () => Promise<Value>,
  waited: (error: unknown) => Promise<boolean>,
  { maxRetries = 3, maxRefusals: most = 0 }: RetryOptions,
): Promise<Value> {
  try {
    return await once();
  } catch (error) {
    if (!(await waited(error))) throw error;
  }
  const library = await import('exponential-backoff');
  return library.backOff(once, { numOfAttempts: maxRetries + most + 1, startingDelay: 0, retry: waited });
}
