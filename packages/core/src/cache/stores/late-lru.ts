import type { LRUCache } from 'lru-cache';
import { clock } from '../../util/clock.ts';

/** Entries of the memory store with least-recently-used eviction. */
export interface Entries<Value> {
  get(key: string): Value | undefined;
  /** Stores a value. @param ttlMs lifetime in milliseconds; `undefined` means unlimited */
  set(key: string, value: Value, ttlMs: number | undefined): void;
  delete(key: string): void;
  clear(): void;
}

interface Early<Value> {
  readonly value: Value;
  readonly size: number;
  /** Expiry time as a value of `clock.now()`. */
  readonly expires: number;
}

/**
 * Returns entries in an `LRUCache`, which the first `set` loads. Importing it takes 5 ms of CPU, which a program
 * without a cache should not pay. Until it has loaded, a `Map` holds the entries under the same limits.
 */
export function lateEntries<Value>(maxSize: number, sizeOf: (value: Value) => number): Entries<Value> {
  const early = new Map<string, Early<Value>>();
  let size = 0;
  let library: LRUCache<string, { readonly value: Value }> | undefined;
  let isLoading = false;

  const remove = (key: string): void => {
    size -= early.get(key)?.size ?? 0;
    early.delete(key);
  };
  async function load(): Promise<void> {
    const { LRUCache: LRU } = await import('lru-cache');
    // Uses no timers: neither `ttlAutopurge`, which starts one per entry, nor a cached time.
    const loaded = new LRU<string, { readonly value: Value }>({
      maxSize,
      sizeCalculation: ({ value }) => sizeOf(value),
      ttlResolution: 0,
      perf: clock,
    });
    for (const [key, { value, expires }] of early) {
      const left = expires - clock.now();
      if (left > 0) loaded.set(key, { value }, { ttl: left === Infinity ? 0 : left });
    }
    early.clear();
    library = loaded;
  }
  return {
    get(key) {
      if (library) return library.get(key)?.value;
      const found = early.get(key);
      if (!found) return undefined;
      early.delete(key);
      if (found.expires <= clock.now()) {
        size -= found.size;
        return undefined;
      }
      early.set(key, found);
      return found.value;
    },
    set(key, value, ttlMs) {
      if (library) {
        library.set(key, { value }, { ttl: ttlMs ?? 0 });
        return;
      }
      if (!isLoading) {
        isLoading = true;
        load().catch(() => {}); // without the library, the map stays in use
      }
      remove(key);
      const own = sizeOf(value);
      if (own > maxSize) return;
      early.set(key, { value, size: own, expires: ttlMs === undefined ? Infinity : clock.now() + ttlMs });
      size += own;
      for (const oldest of early.keys()) {
        if (size <= maxSize) break;
        remove(oldest);
      }
    },
    delete(key) {
      library?.delete(key);
      remove(key);
    },
    clear() {
      library?.clear();
      early.clear();
      size = 0;
    },
  };
}
