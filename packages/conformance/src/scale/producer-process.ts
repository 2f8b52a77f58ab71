/** Runs a batch over a queue in a separate process, with a journal and an output. The argument is JSON. */
import { LLMClient } from '@rephysco/core';
import { openaiCompatible } from '@rephysco/openai-compatible';
import { queue } from '@rephysco/queue';

/** Argument of the process. */
export interface ProducerJob {
  readonly redis: string;
  readonly input: string;
  readonly output: string;
  readonly chunk?: number;
}

const { redis, input, output, chunk } = JSON.parse(process.argv[2] ?? '{}') as ProducerJob;
const baseURL = 'http://127.0.0.1:1';
const provider = openaiCompatible({ name: 'counted', baseURL, models: {}, defaultModel: 'counted' });
await using client = new LLMClient({ provider: provider.create({ apiKey: 'none' }) });
await client.batch({ path: input }, { output, via: queue({ redis, name: 'scale', chunk }) }).summary;
