import type { Awaitable, CacheStore } from '../contract/cache-store.ts';
import { clock } from '../util/clock.ts';

/** A store that never throws and never keeps a request waiting for long. */
export interface ProtectedStore {
  /** The value; `undefined` also where the store failed, was too slow, or is not asked for now. */
  get(key: string): Awaitable<unknown>;
  set(key: string, value: unknown, ttlMs?: number): Awaitable<unknown>;
  /** What went wrong since it was last asked, said once. */
  takeWarning(): string | undefined;
}

/** Milliseconds that a request waits for a store that is not `local`. */
const limit = 250;

/** Milliseconds after which a store that did not answer is tried again, without anybody waiting for it. */
const pause = 1000;

const guards = new WeakMap<CacheStore, ProtectedStore>();

/**
 * The guard of a store, one for all who use it: a store that is down delays one request, not one of each client.
 * Once it has kept a request waiting for 250 ms, it is left alone, but for a try in the background at most every
 * second; it is used again when one is answered in time.
 */
export function withCircuitBreaker(store: CacheStore): ProtectedStore {
  const guard = guards.get(store) ?? createGuard(store);
  guards.set(store, guard);
  return guard;
}

function createGuard(store: CacheStore): ProtectedStore {
  const report = createReport(store);
  /** When it may be tried again; `undefined` while it is well. */
  let triedAgainAt: number | undefined;

  function probe(key: string): void {
    const started = clock.monotonic();
    if (triedAgainAt === undefined || started < triedAgainAt) return;
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
        if (triedAgainAt !== undefined) triedAgainAt = 0; // it answers, if late: worth another try
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

/** Tells of a failure once, until what failed works again. */
function createReport(store: CacheStore): Report {
  const failing = new Map<Action, string>();
  let waiting: string | undefined;
  return {
    failed(action, error) {
      const why = error instanceof Error ? error.message : String(error);
      const known = failing.has(action) || [...failing.values()].includes(why);
      failing.set(action, why);
      if (!known) waiting = `The cache cannot be ${action}: ${why}. Requests go on without it.`;
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
