// Error handling: the class of an error, its kind, and the delay after which a retry can succeed.
import { LLMClient, ProviderError, RateLimitError } from '@rephysco/core';
import '@rephysco/openai';

await using client = new LLMClient({ provider: 'openai', maxRetries: 2, timeout: 30 });

try {
  const answer = await client.generate('What is the tallest mountain of Europe?');
  console.log(answer.text, `after ${answer.attempts.length} attempt(s)`);
} catch (error) {
  if (error instanceof RateLimitError) console.error(`Too many requests: try again in ${error.retryAfter ?? '?'} s.`);
  else if (error instanceof ProviderError) console.error(`${error.provider} failed (${error.kind}): ${error.message}`);
  else throw error;
}
