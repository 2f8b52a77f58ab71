import { abortReason, sleep } from './abort.ts';
import type { Settings } from './config.ts';
import type { Attempt } from './error-details.ts';
import { ProviderError, TimeoutError, withDetails } from './errors.ts';
import type { Notice } from './request.ts';

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
}

/** How settings say to try again. */
export function toRetryOptions(settings: Settings): RetryOptions {
  const { enableRetries, maxRetries, baseDelay, maxDelay, backoffFactor } = settings;
  return { maxRetries: enableRetries ? maxRetries : 0, baseDelay, maxDelay, backoffFactor };
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
 * @throws ProviderError the last failure, with every attempt on it; the signal's reason when it aborts, at once
 */
export async function retrying<Value>(
  attempt: () => Promise<Value>,
  options: RetryOptions,
  context: RetryContext,
): Promise<Settled<Value>> {
  const { maxRetries = 3 } = options;
  const failed: Attempt[] = [];
  let startedAt = 0;
  const once = (): Promise<Value> => {
    context.signal?.throwIfAborted();
    startedAt = Date.now();
    return attempt();
  };
  /** Whether to try again, having waited. Records the failure either way. */
  const waited = async (error: unknown): Promise<boolean> => {
    if (!(error instanceof ProviderError)) return false;
    failed.push(toAttempt(context, startedAt, error));
    const over = failed.length > maxRetries || context.signal?.aborted;
    const delay = over ? undefined : delayBefore(failed.length, error, options);
    if (delay === undefined) return false;
    failed.push({ ...(failed.pop() as Attempt), wait: delay });
    context.notify?.({ type: 'retry', attempt: failed.length, maxAttempts: maxRetries + 1, delay, error });
    await sleep(delay, context.signal);
    return true;
  };
  try {
    return { value: await backOff(once, waited, maxRetries), failed, startedAt };
  } catch (error) {
    const last = context.signal?.aborted && !isDeadline(error) ? abortReason(context.signal) : error;
    const ours = last === error || isDeadline(last);
    throw ours && last instanceof ProviderError ? withDetails(last, { attempts: failed }) : last;
  }
}

/** Our own abort: of a call whose time is up. Any other abort is the caller's, whose reason nobody touches. */
function isDeadline(reason: unknown): boolean {
  return reason instanceof TimeoutError && reason.phase === 'total';
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
  return Math.max(asked, jitter ? backoff * Math.random() : backoff);
}

/** What an attempt was, once it is over. */
export function toAttempt(context: RetryContext, startedAt: number, error?: ProviderError): Attempt {
  const { provider, model } = context;
  const duration = (Date.now() - startedAt) / 1000;
  if (!error) return { provider, model, startedAt, duration };
  const refused = error.status !== undefined && error.status >= 400 && error.status < 500;
  const usage = error.partial?.usage ?? (refused ? { inputTokens: 0, outputTokens: 0, totalTokens: 0 } : undefined);
  return { provider, model, startedAt, duration, status: error.status, error: error.kind, usage };
}
