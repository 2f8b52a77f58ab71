import type { CacheStore } from '@rephysco/core';
import type { RedisClient } from './redis-client.ts';

/** Options of a cache store on Redis. */
export interface RedisStoreOptions {
  /** Prefix of all keys in Redis. @default 'rephysco:cache:' */
  readonly prefix?: string | undefined;
  /** Default lifetime of entries, in seconds. @default Config.cacheTtl */
  readonly ttl?: number | undefined;
}

/**
 * Returns a cache store on Redis, which several processes share. A call waits at most 250 ms for it.
 *
 * @param client a client of ioredis. The store does not close it.
 * @example
 * const client = new LLMClient({ model: 'openai:gpt-5.4-mini', cache: redisStore(new Redis(url)), enableCache: true });
 */
export function redisStore(
  client: RedisClient,
  { prefix = 'rephysco:cache:', ttl }: RedisStoreOptions = {},
): CacheStore {
  const remove = (keys: readonly string[]): Promise<unknown> | undefined =>
    keys.length > 0 ? client.call('UNLINK', ...keys) : undefined;
  return {
    ttl: ttl === undefined ? undefined : ttl * 1000,
    async get(key) {
      const text = await client.call('GET', prefix + key);
      return typeof text === 'string' ? parse(text) : undefined;
    },
    async set(key, value, ttlMs = ttl === undefined ? undefined : ttl * 1000) {
      const lifetime = ttlMs === undefined ? [] : ['PX', Math.max(1, Math.ceil(ttlMs))];
      await client.call('SET', prefix + key, JSON.stringify(value), ...lifetime);
    },
    async delete(key) {
      return (await client.call('UNLINK', prefix + key)) === 1;
    },
    async clear() {
      const pattern = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
      let cursor = '0';
      do {
        const [next, keys] = (await client.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 1000)) as [string, string[]];
        await remove(keys);
        cursor = next;
      } while (cursor !== '0');
    },
  };
}

/** Parses an entry. Returns `undefined` if it is not JSON, because another program wrote it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
