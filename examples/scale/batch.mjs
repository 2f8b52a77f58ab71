// Runs the batch `in.jsonl`. The workers make its calls, so this process needs no API key.
import { LLMClient } from '@rephysco/core';
import { queue } from '@rephysco/queue';
import '@rephysco/openai';

const redis = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
await using client = new LLMClient({ model: 'openai:gpt-5.4-mini', apiKey: 'not used' });
const run = client.batch({ path: 'in.jsonl' }, { output: 'out.jsonl', via: queue({ redis, name: 'tickets' }) });
console.log(await run.summary);
