import { hasRedis, type Redis as RedisServer, startRedis } from '@rephysco/core/testing';
import { Redis } from 'ioredis';

export { hasRedis };

/** Real Redis for the tests of one file. It is empty at the start of each test. */
export interface TestRedis {
  readonly server: RedisServer;
  readonly client: Redis;
}

/** Hooks of the test runner. */
interface Hooks {
  beforeAll(run: () => Promise<void>): void;
  afterAll(run: () => Promise<void>): void;
  beforeEach(run: () => Promise<void>): void;
}

/** Starts a Redis before the tests of a file, and stops it after them. Without `redis-server`, it warns. */
export function useRedis({ beforeAll, afterAll, beforeEach }: Hooks): TestRedis {
  if (!hasRedis) console.warn('SKIPPED: tests with a real Redis. Install it with `apt-get install redis-server`.');
  const found = {} as { server: RedisServer; client: Redis };
  beforeAll(async () => {
    if (!hasRedis) return;
    found.server = await startRedis();
    found.client = new Redis(found.server.url, { retryStrategy: () => 50 });
    found.client.on('error', () => {});
  });
  afterAll(async () => {
    found.client?.disconnect();
    await found.server?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await found.client?.flushall();
    await found.client?.config('RESETSTAT');
  });
  return found;
}
