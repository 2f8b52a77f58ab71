import { expect, it } from 'vitest';
import { toUsage } from './usage.ts';

it('Usage has the tokens that are cached for an hour, and the searches', () => {
  const usage = toUsage({
    input_tokens: 5,
    cache_read_input_tokens: 10,
    cache_creation_input_tokens: 30,
    cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
    server_tool_use: { web_search_requests: 2 },
    output_tokens: 7,
  });
  expect(usage).toMatchObject({ inputTokens: 45, cacheWriteTokens: 30, longCacheWriteTokens: 20, searches: 2 });
});
