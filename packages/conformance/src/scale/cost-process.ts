/** Makes calls in a separate process and writes the CPU time of each to a file. The argument is JSON. */
import { writeFileSync } from 'node:fs';
import { LLMClient } from '@rephysco/core';
import { openaiCompatible } from '@rephysco/openai-compatible';
import { redisCoordinator } from '@rephysco/redis';
import { Redis } from 'ioredis';

/** Argument of the process. */
export interface CostJob {
  readonly way: 'map' | 'batch' | 'limits';
  readonly baseURL: string;
  readonly redis: string;
  readonly warmUp: number;
  readonly count: number;
  readonly output: string;
  /** File that receives the microseconds of CPU time per call. */
  readonly result: string;
}

const job = JSON.parse(process.argv[2] ?? '{}') as CostJob;
const { way, baseURL, warmUp, count, output, result } = job;
const provider = openaiCompatible({ name: 'counted', baseURL, models: {}, defaultModel: 'counted' });
const redis = way === 'limits' ? new Redis(job.redis) : undefined;
// The limit is never reached, but each call must book its start.
const limits = { requestsPerMinute: 6_000_000 };
const shared = redis && { coordinator: redisCoordinator(redis, { account: 'costs' }), limits };
await using client = new LLMClient({ provider: provider.create({ apiKey: 'costs' }), ...shared });
await run('warm-up', warmUp);
const before = process.cpuUsage();
await run('measured', count);
const { user, system } = process.cpuUsage(before);
writeFileSync(result, String((user + system) / count));
redis?.disconnect();

async function run(name: string, calls: number): Promise<void> {
  const prompts = Array.from({ length: calls }, (_, index) => `${name} ${index}`);
  if (way === 'batch') await client.batch(prompts, { output: `${output}.${name}`, concurrency: 48 }).summary;
  else {
    for await (const { error } of client.map(prompts, {}, { concurrency: 48 })) {
      if (error) throw new Error('A call failed.', { cause: error });
    }
  }
}
