import type { Queue } from 'bullmq';
import { type CallJob, keysOf } from './job.ts';
import { type CollectorContext, isTransient, newJobId, type Pending } from './pending.ts';

/** Jobs of a run. */
export interface Jobs {
  /** Adds a call to the next job, unless a job of an earlier run contains it. */
  add(entry: Pending): void;
  /** Sends calls again whose jobs were lost or failed. */
  repair(): Promise<void>;
  /** Deletes the job ids of calls whose outcomes are in the journal. */
  forget(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds to wait for more calls before an incomplete job is sent. */
const fillTime = 20;

/** Creates the jobs of a run. */
export function createJobs(
  context: CollectorContext & { readonly queue: Queue<CallJob>; readonly pending: ReadonlyMap<string, Pending> },
): Jobs {
  const { connection, name, run, provider, model, chunk, ttl, queue, pending } = context;
  const keys = keysOf(name, run);
  let filling: Pending[] = [];
  let timer: NodeJS.Timeout | undefined;
  const sending = new Set<Promise<void>>();
  /** Ids of jobs that are being written to Redis. `repair` does not count them as lost. */
  const adding = new Set<string>();

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const entries = filling;
    filling = [];
    if (entries.length === 0) return;
    const sent = hand(entries).catch((error: unknown) => {
      // After a transient error, `repair` sends the calls again.
      if (!isTransient(error)) for (const entry of entries) entry.fail(error);
    });
    sending.add(sent);
    void sent.finally(() => sending.delete(sent));
  }
  /** Sends calls, except those that are in a job of an earlier run of this batch. */
  async function hand(entries: readonly Pending[]): Promise<void> {
    const ids = entries.map(({ call }) => call.id);
    const known = await connection.hmget(keys.jobs, ...ids);
    const open: Pending[] = [];
    for (const [index, entry] of entries.entries()) {
      const job = known[index];
      if (job) entry.job = job;
      else open.push(entry);
    }
    await send(open);
  }
  async function send(entries: readonly Pending[]): Promise<void> {
    const calls = entries.filter(({ call }) => pending.has(call.id));
    if (calls.length === 0) return;
    const id = newJobId();
    for (const entry of calls) entry.job = id;
    adding.add(id);
    try {
      await connection.hset(keys.jobs, Object.fromEntries(calls.map(({ call }) => [call.id, id])));
      await connection.pexpire(keys.jobs, ttl);
      const data: CallJob = { run, provider, model, calls: calls.map(({ call }) => call) };
      const retries = { attempts: 20, backoff: { type: 'fixed', delay: 1000 } };
      await queue.add('calls', data, { jobId: id, removeOnComplete: true, removeOnFail: true, ...retries });
    } finally {
      adding.delete(id);
    }
  }
  return {
    add(entry) {
      filling.push(entry);
      if (filling.length >= chunk) flush();
      else timer ??= setTimeout(flush, fillTime);
    },
    async repair() {
      const open = [...pending.values()].filter(({ job }) => job !== undefined && !adding.has(job));
      const ids = [...new Set(open.map(({ job }) => job as string))];
      const found = await Promise.all(ids.map((id) => queue.getJob(id)));
      const missing = new Set(ids.filter((_, index) => !found[index]));
      if (missing.size === 0) return;
      const lost = open.filter(({ job }) => missing.has(job as string));
      // A job is removed after its outcomes are written. So outcomes that are still missing were lost.
      const outcomes = await connection.hmget(keys.outcomes, ...lost.map(({ call }) => call.id));
      const again = lost.filter((entry, index) => !outcomes[index] && pending.has(entry.call.id));
      for (let start = 0; start < again.length; start += chunk) await send(again.slice(start, start + chunk));
    },
    async forget(ids) {
      await connection.hdel(keys.jobs, ...ids);
    },
    async close() {
      clearTimeout(timer);
      await Promise.all(sending);
    },
  };
}
