// One question, one answer: node examples/basic-usage.ts "Why is the sky blue?"
import { LLMClient } from '@rephysco/core';
import { OpenAI } from '@rephysco/openai';

const prompt = process.argv[2] ?? 'Explain quantum computing in simple terms.';

await using client = new LLMClient({ provider: 'openai', model: OpenAI.GPT_4O });
const answer = await client.generate({ prompt, system: 'Answer in two sentences.' });

console.log(answer.text);
console.log(`${answer.model}: ${answer.usage.inputTokens} tokens in, ${answer.usage.outputTokens} out`);
