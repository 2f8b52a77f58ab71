/** Runs a batch with one call per item in a separate process, which `torture-calls.ts` kills. The argument is JSON. */
import { LLMClient } from '@rephysco/core';
import { openaiCompatible } from '@rephysco/openai-compatible';

/** Argument of the process. */
export interface CallsJob {
  readonly baseURL: string;
  readonly input: string;
  readonly output: string;
  readonly concurrency: number;
}

const { baseURL, input, output, concurrency } = JSON.parse(process.argv[2] ?? '{}') as CallsJob;
const provider = openaiCompatible({ name: 'counted', baseURL, models: {}, defaultModel: 'counted' });
await using client = new LLMClient({ provider: provider.create({ apiKey: 'batch' }) });
await client.batch({ path: input }, { output, concurrency }).summary;
