// Cache and retry settings for all clients, and notices about the retries of one client.
import { Config, LLMClient } from '@rephysco/core';
import '@rephysco/openai';

Config.update({ cacheTtl: 3600, maxRetries: 5, baseDelay: 1, backoffFactor: 2 });

await using client = new LLMClient({
  provider: 'openai',
  enableRetries: true,
  notify(notice) {
    if (notice.type === 'retry')
      console.error(`attempt ${notice.attempt} failed; next in ${notice.delay.toFixed(1)} s`);
  },
});

const answer = await client.generate('Name three rivers of Asia.');
console.log(answer.text, `(attempts: ${answer.attempts.length}, from the cache: ${answer.cached})`);
