/** Runs a worker of a queue in a separate process. The argument is JSON. */
import { LLMClient } from '@rephysco/core';
import { openaiCompatible } from '@rephysco/openai-compatible';
import { startWorker } from '@rephysco/queue';

/** Argument of the process. */
export interface WorkerJob {
  /** Name of the worker. The worker sends it as API key. */
  readonly name: string;
  readonly redis: string;
  readonly baseURL: string;
  readonly concurrency: number;
  /** Seconds after which another worker takes over the jobs of this one, if it does not renew its lock. */
  readonly lock: number;
}

const { name, redis, baseURL, concurrency, lock } = JSON.parse(process.argv[2] ?? '{}') as WorkerJob;
const provider = openaiCompatible({ name: 'counted', baseURL, models: {}, defaultModel: 'counted' });
const client = (): LLMClient => new LLMClient({ provider: provider.create({ apiKey: name }) });
const worker = await startWorker({ redis, name: 'scale', concurrency, lock, client });
process.once('SIGTERM', () => void worker.close());
