import { describe, expect, it } from 'vitest';
import type { ModelInfo, Price } from '../contract/model-info.ts';
import type { Usage } from '../contract/usage.ts';
import { billOf, type Consumption } from './bill.ts';

const dollars: Price = { currency: 'USD', input: 2, output: 8 };
const bill = (price: Partial<Price>, usage: Usage, more: Partial<Consumption> = {}) => {
  const model: ModelInfo = { id: 'm', input: ['text'], prices: [{ ...dollars, ...price }] };
  const found = billOf({ usage, ...more }, model, { day: '2026-11-30' });
  return [found?.cost.amount, found?.cost.complete, found?.missing] as const;
};
const million = 1_000_000;

describe('The bill of an answer', () => {
  it.each<[string, Partial<Price>, Usage, Partial<Consumption>, number]>([
    [
      'the tier flex',
      { serviceTiers: { flex: 0.5 } },
      { inputTokens: million, outputTokens: million },
      { serviceTier: 'flex' },
      5,
    ],
    [
      'the tier priority',
      { serviceTiers: { priority: 2 } },
      { inputTokens: million, outputTokens: 0 },
      { serviceTier: 'priority' },
      4,
    ],
    [
      'the tier priority with the name fast',
      { serviceTiers: { priority: 2 } },
      { inputTokens: million, outputTokens: 0 },
      { serviceTier: 'fast' },
      4,
    ],
    [
      'audio input',
      { audioInput: 10 },
      { inputTokens: million, audioInputTokens: million / 2, outputTokens: 0 },
      {},
      6,
    ],
    [
      'audio from the cache',
      { cachedInput: 1, audioInput: 10, cachedAudioInput: 4 },
      {
        inputTokens: million,
        cachedInputTokens: million,
        audioInputTokens: million / 2,
        cachedAudioTokens: million / 2,
        outputTokens: 0,
      },
      {},
      2.5,
    ],
    [
      'audio output',
      { audioOutput: 64 },
      { inputTokens: 0, outputTokens: million, audioOutputTokens: million / 2 },
      {},
      36,
    ],
    ['images', { imageOutput: 30 }, { inputTokens: 0, outputTokens: million, imageOutputTokens: million / 2 }, {}, 19],
    [
      'writes to the cache for 5 minutes and for an hour',
      { cacheWrite: 2.5, longCacheWrite: 4 },
      { inputTokens: million, cacheWriteTokens: million, longCacheWriteTokens: million / 2, outputTokens: 0 },
      {},
      3.25,
    ],
    ['searches', { searches: 10 }, { inputTokens: 0, outputTokens: 0, searches: 3 }, {}, 0.03],
    [
      'all output of an answer that thinks',
      { thinkingOutput: 20 },
      { inputTokens: 0, outputTokens: million, reasoningTokens: 1 },
      {},
      20,
    ],
    [
      'no thinking for an answer without thinking',
      { thinkingOutput: 20 },
      { inputTokens: 0, outputTokens: million, reasoningTokens: 0 },
      {},
      8,
    ],
    [
      'a long context at another tier',
      { serviceTiers: { priority: 2 }, tiers: [{ aboveInputTokens: 200_000, input: 4, output: 16 }] },
      { inputTokens: million, outputTokens: 0 },
      { serviceTier: 'priority' },
      8,
    ],
  ])('contains %s', (_, price, usage, more, amount) => {
    expect(bill(price, usage, more)).toEqual([amount, true, []]);
  });

  it.each<[string, Usage, Partial<Consumption>]>([
    ["the service tier 'priority'", { inputTokens: 1, outputTokens: 1 }, { serviceTier: 'priority' }],
    ['audio input', { inputTokens: 2, audioInputTokens: 1, outputTokens: 1 }, {}],
    ['audio output', { inputTokens: 2, outputTokens: 2, audioOutputTokens: 1 }, {}],
    ['images in the answer', { inputTokens: 2, outputTokens: 2, imageOutputTokens: 1 }, {}],
    ['tokens written to the cache', { inputTokens: 2, cacheWriteTokens: 1, outputTokens: 1 }, {}],
    [
      'tokens written to the cache for an hour',
      { inputTokens: 2, cacheWriteTokens: 1, longCacheWriteTokens: 1, outputTokens: 1 },
      {},
    ],
    ['searches', { inputTokens: 1, outputTokens: 1, searches: 2 }, {}],
    ['searches', { inputTokens: 1, outputTokens: 1 }, { tools: ['web_search'] }],
    ["the tool 'code_interpreter'", { inputTokens: 1, outputTokens: 1 }, { tools: ['code_interpreter'] }],
  ])('is not complete without a price of %s', (part, usage, more) => {
    const [, complete, missing] = bill({}, usage, more);
    expect([complete, missing]).toEqual([false, [part]]);
  });

  it('is complete with tools of the provider that cost nothing, and with searches that were not made', () => {
    const price = { searches: 10, freeTools: ['url_context'] };
    const usage = { inputTokens: million, outputTokens: 0 };
    expect(bill(price, usage, { tools: ['url_context', 'web_search'] })).toEqual([2, true, []]);
  });
});
