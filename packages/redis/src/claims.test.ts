import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisCoordinator } from './redis-coordinator.ts';
import { hasRedis, useRedis } from './test-redis.ts';

const redis = useRedis({ beforeAll, afterAll, beforeEach });
const claims = (claimLease?: number) => redisCoordinator(redis.client, { account: 'tests', claimLease }).claim;

describe.skipIf(!hasRedis)('a claim in Redis', () => {
  it('belongs to one process until it is released', async () => {
    const first = await claims()('key');
    expect(first).toBeDefined();
    const second = claims()('key');
    const other = await claims()('another key');
    expect(other).toBeDefined();
    first?.release();
    expect(await second).toBeUndefined();
    expect(await claims()('key')).toBeDefined();
  });

  it('is renewed while its process runs, and ends after its lease otherwise', async () => {
    const living = await claims(0.3)('living');
    await redis.client.set('rephysco:{tests}:claim:dead', 'ended-process', 'PX', 300);
    const waiting = claims()('living');
    expect(await claims()('dead')).toBeUndefined();
    await expect.poll(() => redis.client.pttl('rephysco:{tests}:claim:living')).toBeGreaterThan(250);
    living?.release();
    expect(await waiting).toBeUndefined();
  });

  it('stops waiting when the signal aborts', async () => {
    const held = await claims()('key');
    const stop = new AbortController();
    const waiting = claims()('key', stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    held?.release();
  });

  it('is granted immediately while Redis does not respond', async () => {
    const claim = claims();
    redis.server.freeze();
    try {
      const started = performance.now();
      expect(await claim('key')).toBeDefined();
      expect(await claim('key')).toBeDefined();
      expect(performance.now() - started).toBeLessThan(300 + 500);
    } finally {
      redis.server.resume();
    }
    await expect.poll(() => redis.client.exists('rephysco:{tests}:claim:key'), { timeout: 10_000 }).toBe(0);
  });
});
