import { ConfigurationError, LLMClient } from '@rephysco/core';
import { storeError, storeResult } from '@rephysco/core/middleware';
import { type Job, Worker } from 'bullmq';
import { checkRedis, connect, type RedisTarget } from './connection.ts';
import { type CallJob, keysOf, prefix, type QueuedCall } from './job.ts';
import { createSlots } from './slots.ts';

/** Options of a worker. Durations are in seconds. */
export interface WorkerOptions {
  /** URL of Redis, or a client of ioredis, whose settings are copied. */
  readonly redis: RedisTarget;
  /** Name of the queue. @default 'calls' */
  readonly name?: string | undefined;
  /** Maximum number of concurrent calls. @default 50 */
  readonly concurrency?: number | undefined;
  /**
   * Returns the client for the calls to a provider. It is called once for each provider and model.
   *
   * @default a client with the API key of the environment
   */
  readonly client?: ((provider: string, model: string) => LLMClient | Promise<LLMClient>) | undefined;
  /** Time after which another worker takes over the job of a worker that does not renew its lock. @default 60 */
  readonly lock?: number | undefined;
  /** Time after which Redis deletes outcomes that no process has collected. @default 604800 (one week) */
  readonly ttl?: number | undefined;
  /** Called after each call. */
  readonly onCall?: ((call: { readonly failed: boolean }) => void) | undefined;
}

/** Running worker. */
export interface CallWorker extends AsyncDisposable {
  /** Stops taking jobs, finishes the running ones, and disconnects. */
  close(): Promise<void>;
}

/** Number of takeovers after which a job fails. A job is taken over each time its worker is killed. */
const mostTakeovers = 20;

/**
 * Starts a worker: it takes jobs of a queue, makes their calls and writes the outcomes to Redis.
 *
 * @throws ConfigurationError for a Redis that evicts entries
 * @example
 * const worker = await startWorker({ redis: 'redis://cache.internal', name: 'tickets', concurrency: 64 });
 * process.once('SIGTERM', () => worker.close());
 */
export async function startWorker(options: WorkerOptions): Promise<CallWorker> {
  const { redis, name = 'calls', concurrency = 50, lock = 60, ttl = 7 * 86_400, onCall } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ConfigurationError(`Option 'concurrency' must be a whole number of at least 1, not ${concurrency}.`);
  }
  const connection = connect(redis);
  try {
    await checkRedis(connection);
  } catch (error) {
    connection.disconnect();
    throw error;
  }
  const slots = createSlots(concurrency);
  const clients = createClients(options.client ?? ((provider, model) => new LLMClient({ provider, model })));
  const aborts = new Map<string, AbortController>();

  async function make(call: QueuedCall, job: string, data: CallJob, signal: AbortSignal): Promise<void> {
    const { provider, model, run } = data;
    const { outcomes, jobs } = keysOf(name, run);
    // A job runs twice if its worker lost the connection, or Redis its last writes. Another worker may have made the
    // call, and the batch may have collected the outcome.
    const [isMade, owner] = await Promise.all([connection.hexists(outcomes, call.id), connection.hget(jobs, call.id)]);
    if (isMade || owner !== job) return;
    const outcome = await outcomeOf(call, () => clients.of(provider, model), signal);
    signal.throwIfAborted();
    await connection
      .multi()
      .hset(outcomes, call.id, outcome.json)
      .pexpire(outcomes, ttl * 1000)
      .exec();
    onCall?.({ failed: outcome.failed });
  }
  async function work({ id = '', data }: Job<CallJob>): Promise<void> {
    const abort = new AbortController();
    aborts.set(id, abort);
    // Takes only as many jobs as are needed to fill the slots, so that other workers get the rest.
    worker.concurrency = Math.ceil(concurrency / Math.max(1, data.calls.length));
    try {
      await Promise.all(data.calls.map((call) => slots.run(() => make(call, id, data, abort.signal), abort.signal)));
    } finally {
      aborts.delete(id);
    }
  }
  const worker = new Worker<CallJob>(name, work, {
    connection,
    prefix,
    concurrency: Math.ceil(concurrency / 10),
    lockDuration: lock * 1000,
    stalledInterval: lock * 250,
    maxStalledCount: mostTakeovers,
  });
  worker.on('error', () => {});
  // Another worker takes over a job whose lock was lost. Aborting its calls avoids paying for them twice.
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) aborts.get(id)?.abort(new Error('The lock of the job was lost.'));
  });
  const close = async (): Promise<void> => {
    await worker.close();
    await clients.close();
    connection.disconnect();
  };
  return { close, [Symbol.asyncDispose]: close };
}

async function outcomeOf({ kind, options }: QueuedCall, open: () => Promise<LLMClient>, signal: AbortSignal) {
  try {
    const client = await open();
    const given = { ...options, signal };
    return storeResult(kind === 'embed' ? await client.embed(given as never) : await client.generate(given as never));
  } catch (error) {
    signal.throwIfAborted();
    return storeError(error);
  }
}

function createClients(create: NonNullable<WorkerOptions['client']>) {
  const known = new Map<string, Promise<LLMClient>>();
  return {
    of(provider: string, model: string): Promise<LLMClient> {
      const key = `${provider}:${model}`;
      const client = known.get(key) ?? Promise.resolve().then(() => create(provider, model));
      known.set(key, client);
      // The next call tries again, because a missing key may be set later.
      client.catch(() => known.delete(key));
      return client;
    },
    async close(): Promise<void> {
      const opened = await Promise.allSettled(known.values());
      await Promise.all(opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value.close()] : [])));
    },
  };
}
