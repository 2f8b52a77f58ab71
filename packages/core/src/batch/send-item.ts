import { BudgetExceededError, ConfigurationError, ProviderError, UnsupportedError } from '../contract/errors.ts';
import type { CallOptions } from '../options/options.ts';
import { retryOverrides } from '../options/retry-overrides.ts';
import type { BatchCalls } from './batch-state.ts';
import { type AnyResult, type StoredOutcome, storeError, storeResult } from './stored-outcome.ts';
import type { BatchCall } from './to-call.ts';

/** Item that must be sent. */
export interface OpenItem {
  readonly index: number;
  readonly id: string;
  /** Id in the item. `undefined` if the item has no id. */
  readonly ownId: string | undefined;
  readonly key: string;
  readonly call?: BatchCall;
  /** Part of a provider batch in which the item waits, and its index when it was sent. */
  readonly sent?: { readonly part: number; readonly index: number };
  /** Error of an item that cannot be sent. */
  readonly error?: unknown;
}

/** Outcome in its stored form, with the result or error that the loop yields. */
export type SentItem =
  | { readonly stored: StoredOutcome; readonly result: AnyResult }
  | { readonly stored: StoredOutcome; readonly error: unknown };

/** Functions that the sender calls. */
export interface SendHooks {
  /** Called with each outcome before it is returned, if a request was sent. An error that it throws ends the batch. */
  record(item: OpenItem, stored: StoredOutcome): void;
  /** Called with an error after which no other call can succeed. Ends the batch. */
  stop(error: unknown): void;
}

/** Function that sends one item. */
export type SendItem = (item: OpenItem, signal: AbortSignal) => Promise<SentItem>;

/**
 * Returns the function that sends items and records their outcomes.
 *
 * @param shared options of all calls
 */
export function createSender(calls: BatchCalls, shared: CallOptions, { record, stop }: SendHooks): SendItem {
  const running = createRunningCalls();

  async function attempt(call: BatchCall, signal: AbortSignal): Promise<SentItem> {
    try {
      const result = await running.run(() => send(calls, shared, call, signal));
      return { stored: storeResult(result), result };
    } catch (error) {
      if (signal.aborted) throw error;
      if (isFinal(error)) {
        stop(error);
        throw error;
      }
      return { stored: storeError(error), error };
    }
  }
  return async (item, signal) => {
    const sent = item.call ? await attempt(item.call, signal) : { stored: storeError(item.error), error: item.error };
    if ('error' in sent && isLocal(sent.error)) return sent;
    try {
      record(item, sent.stored);
    } catch (error) {
      stop(error);
      throw error;
    }
    return sent;
  };
}

/** Returns `true` for errors of options and items, before a request was sent. A resumed run tries the item again. */
export function isLocal(error: unknown): boolean {
  return error instanceof ConfigurationError || error instanceof UnsupportedError;
}

/** Returns `true` for errors that all other calls would have too: the key, the credit or the budget. */
function isFinal(error: unknown): boolean {
  if (error instanceof BudgetExceededError) return true;
  return error instanceof ProviderError && (error.kind === 'authentication' || error.kind === 'quota_exceeded');
}

function send(calls: BatchCalls, shared: CallOptions, call: BatchCall, signal: AbortSignal): Promise<AnyResult> {
  if (call.generate) {
    const { generate } = call;
    const ownSignal = generate.signal ? AbortSignal.any([generate.signal, signal]) : signal;
    return calls.generate({ ...shared, ...generate, stream: false, signal: ownSignal });
  }
  const { model, providerOptions, timeout, cache, notify } = shared;
  const own = { model, providerOptions, timeout, cache, notify, ...retryOverrides(shared) };
  const given = { ...own, ...call.embed, signal };
  return calls.embed(given);
}

/**
 * Counts calls in progress. Each call reserves its maximum cost and later returns the unused part. So a call that
 * exceeds the budget waits for the end of another call. It fails if no other call is in progress.
 */
function createRunningCalls(): { run<Value>(call: () => Promise<Value>): Promise<Value> } {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(call) {
      while (true) {
        running += 1;
        try {
          const value = await call();
          waiting.shift()?.();
          return value;
        } catch (error) {
          if (!(error instanceof BudgetExceededError)) {
            waiting.shift()?.();
            throw error;
          }
          if (running === 1) throw error;
        } finally {
          running -= 1;
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
