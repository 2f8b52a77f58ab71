import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { InvalidRequestError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { Usage } from '../contract/usage.ts';
import { collect } from '../stream/answer.ts';
import { fakeFinish, fakeProvider } from '../testing/index.ts';
import { sampleRequest, scriptedSource } from '../testing/samples.ts';
import { textCounter } from '../tokens/text-tokens.ts';
import { tokenCount } from './token-count.ts';

const usageOf = async (events: readonly StreamEvent[], usage: Usage): Promise<Usage> => {
  const source = scriptedSource([...events, fakeFinish({ usage })]);
  return (await collect(tokenCount(fakeProvider())(sampleRequest(), () => source))).usage;
};

describe('tokenCount', () => {
  it('does not change the usage that the provider reports', async () => {
    const usage = { inputTokens: 1, outputTokens: 0 };
    expect(await usageOf([{ type: 'text', text: 'Hello' }], usage)).toEqual(usage);
    expect(await usageOf([{ type: 'text', text: 'Hello' }], { outputTokens: 7 })).toEqual({ outputTokens: 7 });
  });

  it('estimates the usage if the provider reports none', async () => {
    const count = await textCounter('o200k_base');
    // A model without a known vocabulary: 5 tokens frame a message, 3 prime the answer.
    const inputTokens = 3 + 5 + count('Hi');
    const events: readonly StreamEvent[] = [
      { type: 'reasoning', text: 'Hello, ' },
      { type: 'text', text: 'world!' },
    ];
    expect(await usageOf(events, {})).toEqual({
      inputTokens,
      outputTokens: 4,
      totalTokens: inputTokens + 4,
      estimated: true,
    });
    expect(await usageOf(events, { inputTokens: 90 })).toMatchObject({ inputTokens: 90, totalTokens: 94 });
  });

  it('also counts refusals and tool calls, but no media', async () => {
    const count = await textCounter('o200k_base');
    const call: StreamEvent = { type: 'tool-call', id: 'c', name: 'look', arguments: { city: 'Oslo' } };
    const media: StreamEvent = { type: 'media', kind: 'audio', mediaType: 'audio/wav', data: 'AAAA'.repeat(1000) };
    const refusal: StreamEvent = { type: 'refusal', text: 'No.' };
    expect((await usageOf([refusal, media], {})).outputTokens).toBe(count('No.'));
    expect((await usageOf([call], {})).outputTokens).toBe(count('look{"city":"Oslo"}'));
    expect((await usageOf([{ ...call, arguments: undefined }], {})).outputTokens).toBe(count('look'));
  });

  it('estimates an answer from its length if it is longer than any model writes', async () => {
    const text: StreamEvent = { type: 'text', text: 'a'.repeat(3 * 2 ** 20) };
    const call: StreamEvent = { type: 'tool-call', id: 'c', name: 'f', arguments: { text: text.text } };
    for (const event of [text, call]) {
      const { inputTokens = 0, outputTokens = 0, estimated } = await usageOf([event], {});
      expect(estimated).toBe(true);
      expect(inputTokens).toBeLessThan(10);
      expect(Math.abs(outputTokens - 2 ** 20)).toBeLessThan(10);
    }
  });

  it('estimates a long answer from its beginning', async () => {
    const count = await textCounter('o200k_base');
    const words = 'Some words of a long answer. ';
    const length = 1_000_000;
    const repeats = Math.round(length / words.length);
    const expected = (count(words.repeat(100)) / 100) * repeats;
    const text: StreamEvent = { type: 'text', text: words.repeat(repeats) };
    const call: StreamEvent = { type: 'tool-call', id: 'c', name: 'f', arguments: { text: text.text, list: [1] } };
    for (const event of [text, call]) {
      const { outputTokens = 0 } = await usageOf([event], {});
      expect(Math.abs(outputTokens / expected - 1)).toBeLessThan(0.05);
    }
  });

  it('rejects requests that certainly exceed the context window, and does not count others', async () => {
    const models = { small: { id: 'small', input: ['text'], contextWindow: 1000, tokenizer: 'o200k_base' } } as const;
    const provider = fakeProvider({ models });
    const client = new LLMClient({ provider, model: 'small' });
    const error = await client.generate('many words '.repeat(1000)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ code: 'context_length_exceeded', attempts: [] });
    expect(String(error)).toContain('2008 tokens, but the context window of fake:small has 1000');
    expect(provider.requests.length).toBe(0);
    await client.generate('many words '.repeat(400));
    expect(provider.requests.length).toBe(1);
  });
});
