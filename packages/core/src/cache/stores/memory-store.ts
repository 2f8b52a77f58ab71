import { LRUCache } from 'lru-cache';
import type { CacheStore } from '../../contract/cache-store.ts';
import { clock } from '../../util/clock.ts';
import { checkStoreOptions } from './validate-store-options.ts';

/** How much a memory store holds, and for how long. */
export interface MemoryStoreOptions {
  /** Bytes of heap that its values may take, at two a character of their JSON. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** Seconds that values stay. Default `Config.cacheTtl`. */
  readonly ttl?: number | undefined;
}

/** Text until it is first asked for: most answers are never asked for again, and objects cost the garbage collector. */
interface Entry {
  readonly text: string;
  value?: unknown;
}

/** What an entry takes beside its value: 150 bytes in lru-cache and its key of 64 characters. */
const overhead = 256;

/**
 * Keeps values in this process; the least recently used ones leave first. It holds a copy of each value, frozen, and
 * hands out that copy, so that a hit costs nothing and nobody can change what others will get.
 *
 * @throws ConfigurationError for an option that does not exist, or a value that cannot work
 */
export function memoryStore(options: MemoryStoreOptions = {}): CacheStore {
  checkStoreOptions('memoryStore', ['maxBytes', 'ttl'], options);
  const { maxBytes = 64 * 1024 ** 2, ttl } = options;
  // No timers: neither ttlAutopurge, which makes one for each entry, nor one that holds the clock for a while.
  const entries = new LRUCache<string, Entry>({
    maxSize: Math.ceil(Math.min(maxBytes, Number.MAX_SAFE_INTEGER)),
    sizeCalculation: ({ text }) => overhead + 2 * text.length,
    ttlResolution: 0,
    perf: clock,
  });
  const ownTtl = ttl === undefined ? undefined : ttl * 1000;
  return {
    local: true,
    ttl: ownTtl,
    get(key) {
      const entry = entries.get(key);
      if (entry && !('value' in entry)) entry.value = freeze(JSON.parse(entry.text));
      return entry?.value;
    },
    set: (key, value, ttlMs = ownTtl) =>
      entries.set(key, { text: JSON.stringify(value) ?? 'null' }, { ttl: ttlMs ?? 0 }),
    delete: (key) => entries.delete(key),
    clear: () => entries.clear(),
  };
}

function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const each of Object.values(value)) freeze(each);
  return Object.freeze(value);
}
