import type { Awaitable, CacheStore } from '../contract/cache-store.ts';
import { clock } from '../util/clock.ts';

/** Store wrapper that never throws and limits how long a request waits. */
export interface ProtectedStore {
  /** Returns the value. Returns `undefined` if the store failed, was too slow, or is paused. */
  get(key: string): Awaitable<unknown>;
  set(key: string, value: unknown, ttlMs?: number): Awaitable<unknown>;
  /** Returns the latest warning once, then `undefined` until the next problem. */
  takeWarning(): string | undefined;
}

/** Maximum time in milliseconds that a request waits for a store that is not `local`. */
const limit = 250;

/** Milliseconds after which a paused store is tested again in the background. */
const pause = 1000;

const guards = new WeakMap<CacheStore, ProtectedStore>();

/**
 * Returns the circuit breaker of a store. All users of a store share one, so that a failing store delays only one
 * request. After the store has delayed a request by 250 ms, it is paused. While paused, it is tested in the background
 * at most once per second, and used again after it responds in time.
 */
export function withCircuitBreaker(store: CacheStore): ProtectedStore {
  const guard = guards.get(store) ?? createGuard(store);
  guards.set(store, guard);
  return guard;
}

function createGuard(store: CacheStore): ProtectedStore {
  const report = createReport(store);
  /** Time of the next test while the store is paused. `undefined` while it works. */
  let triedAgainAt: number | undefined;

  function probe(key: string): void {
    if (triedAgainAt === undefined) return;
    const started = clock.monotonic();
    if (started < triedAgainAt) return;
    triedAgainAt = started + pause;
    const answered = (): void => {
      triedAgainAt = clock.monotonic() - started > limit ? 0 : undefined;
    };
    new Promise((resolve) => resolve(store.get(key))).then(answered, () => {});
  }

  function inTime(action: Action, result: PromiseLike<unknown>): Promise<unknown> {
    return new Promise((resolve) => {
      const tooLate = (): void => {
        triedAgainAt = clock.monotonic() + pause;
        report.failed(action, new Error(`no answer within ${limit} ms`));
        resolve(undefined);
      };
      const timer = store.local ? undefined : clock.setTimeout(tooLate, limit);
      const settle = (value?: unknown): void => {
        clock.clearTimeout(timer);
        if (triedAgainAt !== undefined) triedAgainAt = 0; // a late response allows the next test at once
        resolve(value);
      };
      result.then(
        (value) => {
          report.worked(action);
          settle(value);
        },
        (error) => {
          report.failed(action, error);
          settle();
        },
      );
    });
  }

  function attempt(action: Action, run: () => unknown): Awaitable<unknown> {
    if (triedAgainAt !== undefined) return undefined;
    try {
      const result = run();
      if (isPromise(result)) return inTime(action, result);
      report.worked(action);
      return result;
    } catch (error) {
      report.failed(action, error);
      return undefined;
    }
  }
  return {
    get(key) {
      probe(key);
      return attempt('read', () => store.get(key));
    },
    set: (key, value, ttlMs) => attempt('written', () => store.set(key, value, ttlMs)),
    takeWarning: report.take,
  };
}

type Action = 'read' | 'written';

interface Report {
  failed(action: Action, error: unknown): void;
  worked(action: Action): void;
  take(): string | undefined;
}

/** Reports each failure once, until the failed action works again. */
function createReport(store: CacheStore): Report {
  const failing = new Map<Action, string>();
  let waiting: string | undefined;
  return {
    failed(action, error) {
      const why = error instanceof Error ? error.message : String(error);
      const known = failing.has(action) || [...failing.values()].includes(why);
      failing.set(action, why);
      if (!known) waiting = `The cache store cannot be ${action}: ${why}. Requests continue without the cache.`;
    },
    worked: (action) => failing.delete(action),
    take() {
      const warning = waiting ?? store.takeWarning?.();
      waiting = undefined;
      return warning;
    },
  };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
