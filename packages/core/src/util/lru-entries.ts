import { clock } from './clock.ts';
import { installed } from './installed.ts';

/** Entries of limited total size. The least recently used entries are removed first. */
export interface Entries<Value> {
  get(key: string): Value | undefined;
  /** Stores a value. @param ttlMs lifetime in milliseconds; `undefined` means unlimited */
  set(key: string, value: Value, ttlMs?: number): void;
  delete(key: string): void;
  clear(): void;
}

/** Returns the size of an entry, at least 1. */
type SizeOf<Value> = (value: Value, key: string) => number;

/**
 * Returns entries in an `LRUCache`, which the first `set` loads. Loading it takes 5 ms of CPU, which a program without a
 * cache should not pay. In a bundle without the library, a `Map` holds the entries under the same limits.
 */
export function lruEntries<Value>(maxSize: number, sizeOf: SizeOf<Value>): Entries<Value> {
  let entries: Entries<Value> | undefined;
  return {
    get: (key) => entries?.get(key),
    set(key, value, ttlMs) {
      entries ??= openEntries(maxSize, sizeOf);
      entries.set(key, value, ttlMs);
    },
    delete: (key) => entries?.delete(key),
    clear: () => entries?.clear(),
  };
}

function openEntries<Value>(maxSize: number, sizeOf: SizeOf<Value>): Entries<Value> {
  const library = installed<typeof import('lru-cache')>('lru-cache', import.meta.url);
  if (!library) return mapEntries(maxSize, sizeOf);
  // Uses no timers: neither `ttlAutopurge`, which starts one per entry, nor a cached time.
  const cache = new library.LRUCache<string, { readonly value: Value }>({
    maxSize,
    sizeCalculation: ({ value }, key) => sizeOf(value, key),
    ttlResolution: 0,
    perf: clock,
  });
  return {
    get: (key) => cache.get(key)?.value,
    set: (key, value, ttlMs) => cache.set(key, { value }, { ttl: ttlMs ?? 0 }),
    delete: (key) => cache.delete(key),
    clear: () => cache.clear(),
  };
}

/** Returns entries in a `Map`, which keeps them in the order of their last use. */
export function mapEntries<Value>(maxSize: number, sizeOf: SizeOf<Value>): Entries<Value> {
  const held = new Map<string, { readonly value: Value; readonly size: number; readonly expires: number }>();
  let size = 0;
  const remove = (key: string): void => {
    size -= held.get(key)?.size ?? 0;
    held.delete(key);
  };
  return {
    get(key) {
      const found = held.get(key);
      if (!found) return undefined;
      if (found.expires < clock.now()) {
        remove(key);
        return undefined;
      }
      held.delete(key);
      held.set(key, found);
      return found.value;
    },
    set(key, value, ttlMs) {
      remove(key);
      const own = sizeOf(value, key);
      if (own > maxSize) return;
      held.set(key, { value, size: own, expires: ttlMs ? clock.now() + ttlMs : Infinity });
      size += own;
      for (const oldest of held.keys()) {
        if (size <= maxSize) break;
        remove(oldest);
      }
    },
    delete: remove,
    clear() {
      held.clear();
      size = 0;
    },
  };
}
