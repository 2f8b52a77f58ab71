import { hasRedis, type Redis as RedisServer, startRedis } from '@rephysco/core/testing';
import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallJob } from './job.ts';
import { createJobs } from './jobs.ts';
import type { Pending } from './pending.ts';

let server: RedisServer;
let connection: Redis;
beforeAll(async () => {
  if (!hasRedis) return;
  server = await startRedis();
  connection = new Redis(server.url);
});
afterAll(async () => {
  connection?.disconnect();
  await server?.[Symbol.asyncDispose]();
});

const entry = (id: string): Pending => ({
  call: { id, kind: 'generate', options: { prompt: id } },
  job: undefined,
  settle: () => {},
  fail: (error) => {
    throw error;
  },
});

describe.skipIf(!hasRedis)('the jobs of a run', () => {
  it('are sent again if they are lost, but not while they are being written to Redis', async () => {
    const slow = Promise.withResolvers<void>();
    const added: CallJob[] = [];
    const queue = {
      add: (_name: string, data: CallJob) => {
        added.push(data);
        return slow.promise;
      },
      getJob: async () => undefined,
    } as unknown as Queue<CallJob>;
    const pending = new Map([['a', entry('a')]]);
    const run = { name: 'jobs', run: 'run', provider: 'fake', model: 'model', chunk: 1, ttl: 60_000 };
    const jobs = createJobs({ ...run, connection, redact: (options) => options, queue, pending });
    jobs.add(pending.get('a') as Pending);
    await expect.poll(() => added.length).toBe(1);
    await jobs.repair();
    expect(added).toHaveLength(1);
    slow.resolve();
    await jobs.close();
    await jobs.repair();
    expect(added).toHaveLength(2);
  });
});
