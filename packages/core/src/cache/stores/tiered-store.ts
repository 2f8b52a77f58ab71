import type { Awaitable, CacheStore } from '../../contract/cache-store.ts';
import { withCircuitBreaker } from '../circuit-breaker.ts';
import { timeLeft } from '../envelope.ts';

/**
 * Returns a store that combines two. It reads `near` first, then `far`, which is persistent or shared. A value found
 * only in `far` is copied into `near`. Each store has its own lifetime, and each one works if the other fails.
 *
 * @example
 * const store = tieredStore(memoryStore(), fileStore({ dir: './cache' }));
 */
export function tieredStore(near: CacheStore, far: CacheStore): CacheStore {
  const first = withCircuitBreaker(near);
  const second = withCircuitBreaker(far);
  const promote = (key: string, value: unknown): unknown => {
    const left = timeLeft(value);
    const ttl = left === undefined ? (near.ttl ?? unknownLifetime) : shorter(left, near.ttl);
    if (isFresh(value)) first.set(key, value, ttl);
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

/**
 * Lifetime in milliseconds of a copy in `near` if the value has no known lifetime, because it may expire soon in
 * `far`.
 */
const unknownLifetime = 1000;

/**
 * Returns `true` for a value that has not expired. A `near` store without expiry, such as a `Map`, may return old
 * values.
 */
function isFresh(value: unknown): boolean {
  return value !== undefined && (timeLeft(value) ?? 1) > 0;
}

function shorter(one = Infinity, other = Infinity): number | undefined {
  const least = Math.min(one, other);
  return least === Infinity ? undefined : least;
}
