import { expect, it } from 'vitest';
import { toUsage } from './usage.ts';

it('Usage has the tokens of audio and of cache writes, and the searches of a plugin', () => {
  const usage = toUsage({
    prompt_tokens: 100,
    completion_tokens: 50,
    prompt_tokens_details: { cached_tokens: 10, audio_tokens: 60, cache_creation_input_tokens: 30 },
    completion_tokens_details: { audio_tokens: 40, reasoning_tokens: 5 },
    plugins: { search: { count: 1 } },
  });
  expect(usage).toMatchObject({ audioInputTokens: 60, audioOutputTokens: 40, cacheWriteTokens: 30, searches: 1 });
});
