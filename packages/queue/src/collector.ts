import type { EmbedOptions, GenerateOptions } from '@rephysco/core';
import { type EngineCalls, restore } from '@rephysco/core/middleware';
import { Queue } from 'bullmq';
import { createCallIds } from './call-ids.ts';
import { createForgotten } from './forgotten.ts';
import { type CallJob, hashOf, keysOf, prefix, type QueuedCall, toJobOptions } from './job.ts';
import { createJobs } from './jobs.ts';
import { type CollectorContext, isTransient, type Pending } from './pending.ts';

/** Milliseconds between two reads of the outcomes (`lookInterval`), and between two checks for lost jobs. */
const lookInterval = 50;
const checkInterval = 1500;
/** Milliseconds after which an outcome is in the journal, so that it can be deleted from Redis. */
const journalDelay = 200;

/** Returns functions that send calls to the workers of a queue and return the outcomes. */
export function createCollector(context: CollectorContext): EngineCalls {
  const { connection, name, run, redact } = context;
  const { outcomes, jobs: jobsKey } = keysOf(name, run);
  const queue = new Queue<CallJob>(name, { connection, prefix });
  // Without a listener, BullMQ prints each failed connection attempt.
  queue.on('error', () => {});
  const pending = new Map<string, Pending>();
  const taken = new Set<string>();
  const jobs = createJobs({ ...context, queue, pending });
  const forgotten = createForgotten();
  let closed = false;
  let checkedAt = Date.now();

  const ids = connection.hkeys(jobsKey).then(createCallIds);
  // The first call reports the error.
  ids.catch(() => {});

  async function ask(kind: QueuedCall['kind'], options: GenerateOptions | EmbedOptions): Promise<never> {
    const data = redact(toJobOptions(options));
    const id = (await ids).next(hashOf(`${kind} ${JSON.stringify(data)}`));
    const call: QueuedCall = { id, kind, options: data };
    const { signal } = options;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        pending.delete(call.id);
        reject(signal?.reason);
      };
      if (signal?.aborted) return onAbort();
      const end = (act: () => void): void => {
        signal?.removeEventListener('abort', onAbort);
        pending.delete(call.id);
        act();
      };
      const entry: Pending = {
        call,
        job: undefined,
        settle: (json) => end(() => settle(json, resolve as (result: unknown) => void, reject)),
        fail: (error) => end(() => reject(error)),
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      pending.set(call.id, entry);
      jobs.add(entry);
    });
  }

  async function look(): Promise<void> {
    const found = pending.size > 0 ? await connection.hgetall(outcomes) : {};
    const now: string[] = [];
    for (const [id, json] of Object.entries(found)) {
      if (taken.has(id)) continue;
      const entry = pending.get(id);
      if (!entry) continue;
      taken.add(id);
      now.push(id);
      entry.settle(json);
    }
    if (now.length > 0) setTimeout(() => void forget(now), journalDelay);
    if (Date.now() - checkedAt < checkInterval) return;
    checkedAt = Date.now();
    await jobs.repair();
  }
  async function forget(ids: readonly string[]): Promise<void> {
    forgotten.add(ids);
    await remove(ids);
    for (const id of ids) taken.delete(id);
  }
  async function remove(ids: readonly string[]): Promise<void> {
    await connection.hdel(outcomes, ...ids).catch(() => {});
    await jobs.forget(ids).catch(() => {});
  }
  // Redis loses its last deletions if its machine crashes. They are repeated, or workers would make these calls again.
  connection.on('ready', () => {
    const ids = forgotten.recent();
    if (ids.length > 0) void remove(ids);
  });
  const loop = (async () => {
    while (!closed) {
      await look().catch((error: unknown) => {
        // A transient error ends when Redis has restarted or loaded its data. Other errors fail the calls.
        if (!isTransient(error)) for (const entry of [...pending.values()]) entry.fail(error);
      });
      await new Promise((resolve) => setTimeout(resolve, lookInterval));
    }
  })();
  return {
    generate: (options) => ask('generate', options),
    embed: (options) => ask('embed', options),
    async close() {
      closed = true;
      await loop;
      await jobs.close();
      await new Promise((resolve) => setTimeout(resolve, journalDelay + lookInterval));
      await queue.close();
      connection.disconnect();
    },
  };
}

function settle(json: string, resolve: (result: unknown) => void, reject: (error: unknown) => void): void {
  const outcome = restore(json);
  if ('result' in outcome) resolve(outcome.result);
  else reject(outcome.error);
}
