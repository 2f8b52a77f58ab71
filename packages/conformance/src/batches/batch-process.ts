import './services.ts';
/** Runs one provider batch in a separate process, which `torture.ts` kills. The argument is JSON. */
import { LLMClient } from '@rephysco/core';

/** Argument of the process. */
export interface BatchJob {
  readonly provider: string;
  readonly baseURL: string;
  readonly input: string;
  readonly output: string;
  readonly partSize: number;
}

const job = JSON.parse(process.argv[2] ?? '{}') as BatchJob;
const { provider, baseURL, input, output, partSize } = job;
await using client = new LLMClient({ provider, apiKey: 'a-made-up-key', baseURL, maxTokens: 20 });
await client.batch({ path: input }, { via: 'provider', pollInterval: 0.02, output, partSize }).summary;
