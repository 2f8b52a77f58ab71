// Fallback: if a provider fails, the next one answers. The answer lists all attempts with their errors.
import { LLMClient } from '@rephysco/core';
import '@rephysco/gemini';
import '@rephysco/openai';

await using client = new LLMClient({
  provider: 'openai',
  baseURL: 'http://127.0.0.1:9/v1', // no service answers here
  maxRetries: 1,
  baseDelay: 0.1,
  fallback: ['gemini'],
  notify(notice) {
    if (notice.type === 'fallback') console.error(`${notice.from} failed (${notice.error.kind}): asking ${notice.to}`);
  },
});

const answer = await client.generate('Name three rivers of Asia.');
console.log(answer.text);
for (const { provider, error = 'answered', duration } of answer.attempts) {
  console.log(`${provider}: ${error} after ${duration.toFixed(2)} s`);
}
