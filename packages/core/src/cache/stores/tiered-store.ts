import type { Awaitable, CacheStore } from '../../contract/cache-store.ts';
import { withCircuitBreaker } from '../circuit-breaker.ts';
import { timeLeft } from '../envelope.ts';

/**
 * A store made of two: a near one that is asked first, and a far one that lasts or is shared. What only the far one has
 * goes into the near one. Each has its own time limit, and may fail without the other.
 */
export function tieredStore(near: CacheStore, far: CacheStore): CacheStore {
  const first = withCircuitBreaker(near);
  const second = withCircuitBreaker(far);
  const promote = (key: string, value: unknown): unknown => {
    if (isFresh(value)) first.set(key, value, shorter(timeLeft(value), near.ttl));
    return value;
  };
  const fromSecond = (key: string): Awaitable<unknown> => {
    const value = second.get(key);
    return value instanceof Promise ? value.then((found) => promote(key, found)) : promote(key, value);
  };
  return {
    local: true,
    ttl: far.ttl,
    takeWarning: () => first.takeWarning() ?? second.takeWarning(),
    get(key) {
      const value = first.get(key);
      if (value instanceof Promise) return value.then((found) => (isFresh(found) ? found : fromSecond(key)));
      return isFresh(value) ? value : fromSecond(key);
    },
    set(key, value, ttlMs = far.ttl) {
      const done = [first.set(key, value, shorter(ttlMs, near.ttl)), second.set(key, value, ttlMs)];
      return done.some((each) => each instanceof Promise) ? Promise.all(done) : undefined;
    },
    delete: (key) => Promise.all([near.delete?.(key), far.delete?.(key)]),
    clear: () => Promise.all([near.clear?.(), far.clear?.()]),
    disconnect: () => Promise.all([near.disconnect?.(), far.disconnect?.()]),
  };
}

/** A near store that does not look at the time, such as a `Map`, must not hide what the far one has. */
function isFresh(value: unknown): boolean {
  return value !== undefined && (timeLeft(value) ?? 1) > 0;
}

function shorter(one = Number.POSITIVE_INFINITY, other = Number.POSITIVE_INFINITY): number | undefined {
  const least = Math.min(one, other);
  return least === Number.POSITIVE_INFINITY ? undefined : least;
}
