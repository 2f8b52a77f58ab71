import type { CacheStore } from '../../contract/cache-store.ts';
import { lruEntries } from '../../util/lru-entries.ts';
import { checkStoreOptions } from './validate-store-options.ts';

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /** Maximum memory of all values in bytes, estimated as two bytes per character of JSON. @default 64 MiB */
  readonly maxBytes?: number | undefined;
  /** Lifetime of values in seconds. @default Config.cacheTtl */
  readonly ttl?: number | undefined;
}

/** Holds JSON text until the first read. Most entries are never read, and objects slow down garbage collection. */
interface Entry {
  readonly text: string;
  value?: unknown;
}

/** Estimated bytes of an entry without its value: 150 in lru-cache, plus a key of 64 characters. */
const overhead = 256;

/**
 * Returns a cache store in the memory of this process. The least recently used values are removed first. Each read
 * returns the same frozen copy of a value, so that a hit copies nothing and callers cannot change it.
 *
 * @throws ConfigurationError for an unknown option or an invalid value
 * @example
 * const client = new LLMClient({ provider: 'openai', enableCache: true, cache: memoryStore({ ttl: 600 }) });
 */
export function memoryStore(options: MemoryStoreOptions = {}): CacheStore {
  checkStoreOptions('memoryStore', ['maxBytes', 'ttl'], options);
  const { maxBytes = 64 * 1024 ** 2, ttl } = options;
  const limit = Math.ceil(Math.min(maxBytes, Number.MAX_SAFE_INTEGER));
  const entries = lruEntries<Entry>(limit, ({ text }) => overhead + 2 * text.length);
  const ownTtl = ttl === undefined ? undefined : ttl * 1000;
  return {
    local: true,
    ttl: ownTtl,
    get(key) {
      const entry = entries.get(key);
      if (entry && !('value' in entry)) entry.value = freeze(JSON.parse(entry.text));
      return entry?.value;
    },
    set: (key, value, ttlMs = ownTtl) => entries.set(key, { text: JSON.stringify(value) ?? 'null' }, ttlMs),
    delete: (key) => entries.delete(key),
    clear: () => entries.clear(),
  };
}

function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const each of Object.values(value)) freeze(each);
  return Object.freeze(value);
}
