import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGuard } from './guard.ts';
import { hasRedis, useRedis } from './test-redis.ts';

const redis = useRedis({ beforeAll, afterAll, beforeEach });

describe.skipIf(!hasRedis)('a guard', () => {
  it('does not consider Redis down if this process was busy while it connected', async () => {
    const client = new Redis(redis.server.url);
    const down: Error[] = [];
    const guard = createGuard(client, { limit: 250, onDown: (error) => void down.push(error) });
    const reply = guard.run(() => client.call('PING'));
    const end = performance.now() + 600;
    while (performance.now() < end);
    expect(await reply).toBe('PONG');
    expect(down).toEqual([]);
    client.disconnect();
  });

  it('considers an unresponsive Redis down within 300 ms, and the next call does not wait', async () => {
    const down: Error[] = [];
    const guard = createGuard(redis.client, { limit: 250, onDown: (error) => void down.push(error) });
    await guard.run(() => redis.client.call('PING'));
    redis.server.freeze();
    try {
      const started = performance.now();
      expect(await guard.run(() => redis.client.call('PING'))).toBeUndefined();
      const first = performance.now();
      expect(await guard.run(() => redis.client.call('PING'))).toBeUndefined();
      expect(performance.now() - first).toBeLessThan(50);
      // 300 ms, plus the delays of a busy machine.
      expect(first - started).toBeLessThan(300 + 200);
      expect(down).toHaveLength(1);
    } finally {
      redis.server.resume();
    }
    const back = Promise.withResolvers<void>();
    guard.onRecovery(back.resolve);
    await back.promise;
    expect(await guard.run(() => redis.client.call('PING'))).toBe('PONG');
  });
});
