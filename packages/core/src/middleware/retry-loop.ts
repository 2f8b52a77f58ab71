import { toAttempt } from '../account/attempt.ts';
import { type CallTurn, refusalOf } from '../account/call-turn.ts';
import type { Attempt } from '../contract/error-details.ts';
import { ProviderError, RephyscoError, TimeoutError } from '../contract/errors.ts';
import { withDetails } from '../contract/with-details.ts';
import { abortReason, sleep } from '../util/abort.ts';
import { clock } from '../util/clock.ts';
import { toPromise } from '../util/to-promise.ts';
import { checkDeadline, type FailedCount, nextRetry, type RetryContext } from './next-retry.ts';
import type { RetryOptions } from './retry-options.ts';

/** A successful attempt, with the attempts that failed before it. */
export interface Settled<Value> {
  readonly value: Value;
  readonly failed: readonly Attempt[];
  /** Start time of the successful attempt in milliseconds since 1970. */
  readonly startedAt: number;
}

/**
 * Repeats attempts until one succeeds, an error is final, or the retries are exhausted. Returns the value of the
 * successful attempt.
 *
 * @param settle receives the successful attempt first
 * @throws ProviderError of the last failure, with all attempts; the reason of the signal as soon as it aborts; any
 *   other error unchanged, with the last failure as its cause
 */
export function retrying<Value>(
  attempt: SendAttempt<Value>,
  options: RetryOptions,
  context: RetryContext,
  settle: (found: Settled<Value>) => void,
): Promise<Value> {
  options.budget?.count();
  const startedAt = clock.now();
  const first = toPromise(() => {
    context.signal?.throwIfAborted();
    return attempt(undefined);
  });
  const settled = (found: Settled<Value>): Value => {
    settle(found);
    return found.value;
  };
  return first.then(
    (value) => settled({ value, failed: [], startedAt }),
    (error: unknown) => retryingAfter({ error, startedAt }, attempt, options, context).then(settled),
  );
}

/** Sends a request once. Receives the turn of a request that was refused before. */
type SendAttempt<Value> = (turn: CallTurn | undefined) => Promise<Value>;

/** Runs the loop after the first failure. A separate function, because it would stay in memory while a call waits. */
async function retryingAfter<Value>(
  first: { readonly error: unknown; readonly startedAt: number },
  attempt: SendAttempt<Value>,
  options: RetryOptions,
  context: RetryContext,
): Promise<Settled<Value>> {
  const failed: Attempt[] = [];
  const count: FailedCount = { failures: 0, refusals: 0 };
  let { startedAt } = first;
  let turn: CallTurn | undefined;
  let failure: ProviderError | undefined;
  const once = (): Promise<Value> => {
    context.signal?.throwIfAborted();
    startedAt = clock.now();
    return attempt(turn);
  };
  /** Records a failure and waits. Returns `true` to retry. */
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
    if (!(await waited(first.error))) throw first.error;
    return { value: await backOff(once, waited, options), failed, startedAt };
  } catch (error) {
    const last = context.signal?.aborted && !isDeadline(error) ? abortReason(context.signal) : error;
    const ours = last === error || isDeadline(last);
    if (ours && last instanceof ProviderError) throw final(last, failed, options);
    // An error that ended the retries without an attempt, such as an exhausted budget, gets the failure as its cause.
    if (last instanceof RephyscoError && failure) last.cause ??= withDetails(failure, { attempts: failed });
    throw last;
  }
}

/** Returns `true` for the end of `timeout.total`. Other abort reasons come from the caller. */
function isDeadline(reason: unknown): boolean {
  return reason instanceof TimeoutError && reason.phase === 'total';
}

/** Returns the last failure with all attempts. If the wait exceeds `maxDelay`, the message states it. */
function final(error: ProviderError, attempts: readonly Attempt[], { maxDelay = 60 }: RetryOptions): ProviderError {
  const { message, retryable, retryAfter = 0 } = error;
  if (!retryable || retryAfter <= maxDelay) return withDetails(error, { attempts });
  const hint = `Retry in ${Math.ceil(retryAfter)} s, which exceeds the option maxDelay (${maxDelay} s).`;
  return withDetails(error, { attempts }, `${message} ${hint}`);
}

/**
 * Runs the loop of the `exponential-backoff` library, which loads after the first failure. Its delays are disabled,
 * because they support neither signals nor Retry-After, and their timer would keep the process alive after an abort.
 */
async function backOff<Value>(
  once: () => Promise<Value>,
  waited: (error: unknown) => Promise<boolean>,
  { maxRetries = 3, maxRefusals: most = 0 }: RetryOptions,
): Promise<Value> {
  const library = await import('exponential-backoff');
  return library.backOff(once, { numOfAttempts: maxRetries + most + 1, startingDelay: 0, retry: waited });
}
