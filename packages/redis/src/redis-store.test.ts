import { LLMClient } from '@rephysco/core';
import { fakeProvider, storeContract } from '@rephysco/core/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisStore } from './redis-store.ts';
import { hasRedis, useRedis } from './test-redis.ts';

const redis = useRedis({ beforeAll, afterAll, beforeEach });

let count = 0;
describe.skipIf(!hasRedis)('a store on Redis', () => {
  storeContract({
    it,
    expect,
    create: () => {
      count += 1;
      return redisStore(redis.client, { prefix: `test-${count}*:` });
    },
  });

  it('keeps entries for its own lifetime, and clears its own keys only', async () => {
    const store = redisStore(redis.client, { prefix: 'a*:', ttl: 60 });
    await redis.client.set('ab:key', 'kept');
    await store.set('key', { text: 'Hi.' });
    expect(await redis.client.pttl('a*:key')).toBeGreaterThan(50_000);
    await store.clear?.();
    expect([await store.get('key'), await redis.client.get('ab:key')]).toEqual([undefined, 'kept']);
  });

  it('ignores an entry that is not JSON', async () => {
    await redis.client.set('rephysco:cache:key', 'plain text');
    expect(await redisStore(redis.client).get('key')).toBeUndefined();
  });

  it('shares answers with a second client', async () => {
    const client = (): LLMClient => {
      const provider = { ...fakeProvider({ answer: 'Hi.' }), identity: 'https://store.example.com' };
      return new LLMClient({ provider, cache: redisStore(redis.client), enableCache: true });
    };
    expect((await client().generate('Hello')).cached).toBe(false);
    expect((await client().generate('Hello')).cached).toBe(true);
  });
});
