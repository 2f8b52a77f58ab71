import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, LLMClient, tool } from '@rephysco/core';
import { providerError } from '@rephysco/core/provider';
import { fakeProvider, hasRedis, type Redis as RedisServer, startRedis } from '@rephysco/core/testing';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queue } from './queue.ts';
import { type CallWorker, startWorker, type WorkerOptions } from './worker.ts';

if (!hasRedis) console.warn('SKIPPED: tests with a real Redis. Install it with `apt-get install redis-server`.');

let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  if (!hasRedis) return;
  server = await startRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis?.disconnect();
  await server?.[Symbol.asyncDispose]();
});
const workers: CallWorker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
  await redis?.flushall();
});

const work = async (
  answer: Parameters<typeof fakeProvider>[0],
  options: Partial<WorkerOptions> = {},
): Promise<void> => {
  const client = (): LLMClient => new LLMClient({ provider: fakeProvider(answer) });
  workers.push(await startWorker({ redis: server.url, client, concurrency: 4, ...options }));
};
const client = new LLMClient({ provider: fakeProvider() });
const all = async <Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> => {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
};

describe.skipIf(!hasRedis)('a batch over a queue', () => {
  it('returns results and errors of the workers in order, even for equal prompts', async () => {
    let count = 0;
    await work({
      answer: ({ messages }) => {
        count += 1;
        const prompt = String(messages.at(-1)?.content);
        if (prompt === 'bad') throw providerError('invalid_request', 'No.', { provider: 'fake', status: 400 });
        return `Answer to ${prompt}.`;
      },
    });
    const run = client.batch(['a', 'b', 'bad', 'a'], { via: queue({ redis: server.url, chunk: 2 }) });
    const items = await all(run);
    expect(items.map(({ result, error }) => result?.text ?? error)).toMatchObject([
      'Answer to a.',
      'Answer to b.',
      { kind: 'invalid_request', status: 400 },
      'Answer to a.',
    ]);
    expect([count, (await run.summary).failed]).toEqual([4, 1]);
  });

  it('leaves nothing in Redis but the statistics of the queue', async () => {
    await work({ answer: 'Hi.' });
    await all(client.batch(['a', 'b'], { via: queue({ redis: server.url }) }));
    const keys = await redis.keys('*');
    expect(keys.filter((key) => key.includes(':run:') || /job-/.test(key))).toEqual([]);
  });

  it('sends calls again if Redis has lost their job and outcome', async () => {
    const run = all(client.batch(['a', 'b', 'c'], { via: queue({ redis: server.url }) }));
    await expect.poll(async () => (await redis.keys('rephysco:calls:job-*')).length).toBe(1);
    await redis.flushall();
    await work({ answer: 'Hi.' });
    expect((await run).map(({ result }) => result?.text)).toEqual(['Hi.', 'Hi.', 'Hi.']);
  });

  it('does not repeat collected calls if Redis restores their job', async () => {
    let count = 0;
    const run = all(client.batch(['a', 'b'], { via: queue({ redis: server.url }) }));
    await expect.poll(async () => (await redis.keys('rephysco:calls:job-*')).length).toBe(1);
    const [key = ''] = await redis.keys('rephysco:calls:job-*');
    const job = await redis.hgetall(key);
    await work({
      answer: () => {
        count += 1;
        return 'Hi.';
      },
    });
    expect(await run).toHaveLength(2);
    const calls = new Queue('calls', { connection: redis as never, prefix: 'rephysco' });
    await calls.add('calls', JSON.parse(job.data ?? ''), { jobId: 'again', removeOnComplete: true });
    await expect.poll(() => calls.getJob('again')).toBeUndefined();
    expect(count).toBe(2);
  });

  it('does not repeat calls after its process ended, even those with equal prompts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'queue-'));
    const output = join(folder, 'out.jsonl');
    const started: PromiseWithResolvers<string>[] = [];
    await work({
      answer: () => {
        const call = Promise.withResolvers<string>();
        started.push(call);
        return call.promise;
      },
    });
    const run = () => client.batch(['same', 'same', 'same'], { output, via: queue({ redis: server.url, chunk: 1 }) });
    const first = run()[Symbol.asyncIterator]();
    const item = first.next();
    await expect.poll(() => started.length).toBe(3);
    started[0]?.resolve('One.');
    // An item has an outcome once those before it have one, so the second and third calls have not.
    expect((await item).value?.result.text).toBe('One.');
    await first.return?.();
    for (const call of started.slice(1)) call.resolve('Another.');
    const texts = (await all(run())).map(({ result }) => result?.text);
    expect([texts, started.length]).toEqual([['One.', 'Another.', 'Another.'], 3]);
    rmSync(folder, { recursive: true });
  });

  it('deletes collected calls again after a reconnect, because Redis may have lost the deletion', async () => {
    const last = Promise.withResolvers<string>();
    await work({ answer: ({ messages }) => (messages.at(-1)?.content === 'a' ? 'First.' : last.promise) });
    const items = client.batch(['a', 'b'], { via: queue({ redis: server.url }) })[Symbol.asyncIterator]();
    const next = items.next();
    await expect.poll(async () => (await redis.keys('*:run:*:jobs')).length).toBe(1);
    const [key = ''] = await redis.keys('*:run:*:jobs');
    const jobs = await redis.hgetall(key);
    expect((await next).value?.result.text).toBe('First.');
    await expect.poll(() => redis.hlen(key)).toBe(1);
    await redis.hset(key, jobs);
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await expect.poll(() => redis.hlen(key)).toBe(1);
    last.resolve('Second.');
    expect((await items.next()).value?.result.text).toBe('Second.');
    expect((await items.next()).done).toBe(true);
  });

  it('writes no keys to Redis, and no data that `redact` removes', async () => {
    const redact = (options: Readonly<Record<string, unknown>>) => ({ ...options, prompt: 'redacted' });
    const own = new LLMClient({ provider: fakeProvider(), temperature: 0.5 });
    const run = all(own.batch(['secret words'], { via: queue({ redis: server.url, redact }) }));
    await expect.poll(() => redis.keys('rephysco:calls:job-*')).toHaveLength(1);
    const [key = ''] = await redis.keys('rephysco:calls:job-*');
    const job = JSON.stringify(await redis.hgetall(key));
    expect(job).toContain('redacted');
    expect(job).toContain('temperature');
    expect(job).not.toContain('secret words');
    await work({ answer: ({ messages }) => String(messages.at(-1)?.content) });
    expect((await run)[0]?.result?.text).toBe('redacted');
  });

  it('finishes calls that run when a worker closes', async () => {
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<string>();
    await work({
      answer: () => {
        started.resolve();
        return finish.promise;
      },
    });
    const run = all(client.batch(['a'], { via: queue({ redis: server.url }) }));
    await started.promise;
    const closed = workers.splice(0)[0]?.close();
    finish.resolve('Late.');
    await closed;
    expect((await run)[0]?.result?.text).toBe('Late.');
  });

  it('rejects a Redis that evicts entries', async () => {
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    try {
      const message = /evicts entries \(maxmemory-policy allkeys-lru\)/;
      await expect(startWorker({ redis: server.url })).rejects.toThrow(message);
      await expect(client.batch(['a'], { via: queue({ redis: server.url }) }).summary).rejects.toThrow(message);
    } finally {
      await redis.config('SET', 'maxmemory-policy', 'noeviction');
    }
  });

  it('rejects options that a job cannot contain', async () => {
    const tools = [tool({ name: 'now', description: 'Time', parameters: { type: 'object' }, execute: () => 'noon' })];
    const [item] = await all(client.batch(['a'], { tools, via: queue({ redis: server.url }) }));
    expect(item?.error).toBeInstanceOf(ConfigurationError);
    expect(String(item?.error)).toContain("Option 'tools' cannot travel through a queue");
  });
});

describe('a queue', () => {
  it.each([
    [{ name: 'a:b' }, /Option 'name' of queue must be a name/],
    [{ chunk: 0 }, /Option 'chunk' of queue/],
    [{ window: 1.5 }, /Option 'window' of queue/],
    [{ ttl: 1 }, /Option 'ttl' of queue/],
  ])('rejects %o', (options, message) => {
    expect(() => queue({ redis: 'redis://127.0.0.1:1', ...options })).toThrow(message);
  });
});
