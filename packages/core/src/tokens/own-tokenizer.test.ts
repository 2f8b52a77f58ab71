import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import { fakeProvider } from '../testing/index.ts';

const models: Record<string, ModelInfo> = {
  known: { id: 'known', input: ['text'], tokenizer: 'qwen3' },
  other: { id: 'other', input: ['text'] },
};
const asked: string[] = [];
const words = (text: string, model: string) => {
  asked.push(model);
  return text.split(' ');
};

describe('The option tokenizer', () => {
  it('makes counts of text exact if the chat format is known', async () => {
    const client = new LLMClient({ provider: fakeProvider({ answer: [], models }), model: 'known', tokenizer: words });
    expect(await client.countTokens('one two three')).toEqual({ tokens: 3 + 5 + 7, method: 'exact', bound: 0 });
    expect(asked).toEqual(['known']);
  });

  it('covers an unknown chat format by the bound', async () => {
    const client = new LLMClient({ provider: fakeProvider({ answer: [], models }), model: 'other' });
    const count = await client.countTokens({ prompt: 'one two three', tokenizer: () => 3 });
    expect(count).toEqual({ tokens: 3 + 5 + 3, method: 'exact', bound: 8 });
  });

  it.each([[-1], [1.5], [Number.NaN], [undefined]])('throws if it returns %s', async (result) => {
    const client = new LLMClient({ provider: fakeProvider({ answer: [], models }), model: 'known' });
    const call = client.countTokens({ prompt: 'Hi', tokenizer: (() => result) as never });
    await expect(call).rejects.toThrow(ConfigurationError);
    await expect(call).rejects.toThrow("'tokenizer' must return");
  });

  it('is not called for an answer whose usage the provider reports', async () => {
    let calls = 0;
    const provider = fakeProvider({ models });
    const client = new LLMClient({ provider, model: 'known', tokenizer: () => (calls += 1) });
    await client.generate('Hi');
    expect(calls).toBe(0);
  });
});
