// Text as it arrives, and the whole answer after it.
import { LLMClient } from '@rephysco/core';
import '@rephysco/openai';

await using client = new LLMClient({ provider: 'openai' });
const stream = await client.generate({ prompt: 'Tell me about lighthouses.', stream: true });

for await (const text of stream) process.stdout.write(text);

const { finishReason, usage } = await stream.result;
console.log(`\n${finishReason}, ${usage.outputTokens} tokens`);
