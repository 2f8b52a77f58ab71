import { ConfigurationError } from '@rephysco/core';
import { Redis } from 'ioredis';

/** URL of Redis, or a client of ioredis, whose connection settings are copied. */
export type RedisTarget = string | Redis;

/** Opens a connection that repeats commands after a reconnect, so that no job is lost while Redis restarts. */
export function connect(redis: RedisTarget): Redis {
  const settings = { maxRetriesPerRequest: null, retryStrategy: (times: number) => Math.min(1000, 50 * times) };
  const connection = typeof redis === 'string' ? new Redis(redis, settings) : redis.duplicate(settings);
  // Without a listener, ioredis prints each failed connection attempt.
  connection.on('error', () => {});
  return connection;
}

/**
 * Checks that Redis does not evict entries, because the calls of an evicted job would never end.
 *
 * @throws ConfigurationError if Redis evicts entries, or cannot be reached within 10 seconds
 */
export async function checkRedis(connection: Redis): Promise<void> {
  const timer = Promise.withResolvers<undefined>();
  const timeout = setTimeout(() => timer.resolve(undefined), 10_000);
  const info = await Promise.race([connection.info('memory'), timer.promise]).finally(() => clearTimeout(timeout));
  if (info === undefined) {
    throw new ConfigurationError('Redis did not reply within 10 s. Check the URL of the queue, and that Redis runs.');
  }
  const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1] ?? 'noeviction';
  if (policy === 'noeviction') return;
  throw new ConfigurationError(
    `Redis evicts entries (maxmemory-policy ${policy}), so jobs could be lost. Run: CONFIG SET maxmemory-policy noeviction`,
  );
}
