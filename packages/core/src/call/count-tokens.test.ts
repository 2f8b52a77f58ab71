import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError, providerError, UnsupportedError } from '../contract/errors.ts';
import type { ModelInfo, Tokenizer } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { fakeProvider } from '../testing/index.ts';
import { never, thrown } from '../testing/samples.ts';

const model = (id: string, tokenizer?: Tokenizer): Record<string, ModelInfo> => ({
  [id]: { id, input: ['text', 'image'], ...(tokenizer && { tokenizer }) },
});
const models = { ...model('new', 'o200k_base'), ...model('old', 'cl100k_base'), ...model('other', 'qwen3') };

describe('countTokens', () => {
  const client = new LLMClient({ provider: fakeProvider({ models }), model: 'new' });

  it('counts exactly without a request if the tokenizer of the model is known', async () => {
    expect(await client.countTokens('tiktoken is great!')).toEqual({ tokens: 13, method: 'exact', bound: 0 });
    const japanese = { prompt: 'お誕生日おめでとう' };
    const both = await Promise.all(['new', 'old'].map((model) => client.countTokens({ ...japanese, model })));
    expect(both.map(({ tokens, method }) => [tokens, method])).toEqual([
      [15, 'exact'],
      [16, 'exact'],
    ]);
  });

  it('estimates with a bound for other tokenizers, media and tools', async () => {
    for (const options of [
      { prompt: 'Hi', model: 'other' },
      { prompt: 'Hi', model: 'unheard-of' },
      { prompt: 'Hi', images: ['https://img.example.com/a.png'] },
      { prompt: 'Hi', tools: [{ name: 'look' }] },
    ]) {
      const { method, bound, tokens } = await client.countTokens(options);
      expect(method).toBe('estimate');
      expect(bound).toBeGreaterThan(0);
      expect(tokens).toBeGreaterThanOrEqual(8);
    }
  });

  it('counts the system prompt and earlier messages', async () => {
    const alone = await client.countTokens('Hi');
    const messages = [{ role: 'assistant', content: 'Hi' }] as const;
    const all = await client.countTokens({ system: 'Hi', messages, prompt: 'Hi' });
    expect(all.tokens - 3).toBe(3 * (alone.tokens - 3));
  });

  it('sends a request only if `method` is `endpoint`', async () => {
    const requests: GenerateRequest[] = [];
    const countTokens = async (request: GenerateRequest) => {
      requests.push(request);
      return 42;
    };
    const asking = new LLMClient({ provider: { ...fakeProvider(), countTokens } });
    await asking.countTokens('Hi');
    expect(requests.length).toBe(0);
    expect(await asking.countTokens('Hi', { method: 'endpoint' })).toEqual({
      attempts: [expect.objectContaining({ provider: 'fake' })],
      tokens: 42,
      method: 'endpoint',
      bound: 0,
    });
    expect(requests.length).toBe(1);
    expect(await thrown(client.countTokens('Hi', { method: 'endpoint' }))).toBeInstanceOf(UnsupportedError);
  });

  it('ends at its timeout if the endpoint never responds', async () => {
    const provider = { ...fakeProvider(), countTokens: () => never };
    const silent = new LLMClient({ provider, timeout: 0.02, maxRetries: 0 });
    const error = await thrown(silent.countTokens('Hi', { method: 'endpoint' }));
    expect(error).toMatchObject({ kind: 'timeout', phase: 'total' });
  });

  it('retries a request to the endpoint, and ends immediately when it is aborted', async () => {
    const busy = providerError('overloaded', 'Too much to do.', { provider: 'fake' });
    let asked = 0;
    const countTokens = () => {
      asked += 1;
      if (asked === 3) return never;
      return asked === 1 ? Promise.reject(busy) : Promise.resolve(7);
    };
    const asking = new LLMClient({ provider: { ...fakeProvider(), countTokens }, baseDelay: 0 });
    expect(await asking.countTokens('Hi', { method: 'endpoint' })).toMatchObject({ tokens: 7 });
    const controller = new AbortController();
    const reason = new Error('stopped');
    const counting = thrown(asking.countTokens({ prompt: 'Hi', signal: controller.signal }, { method: 'endpoint' }));
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(reason);
    expect(await counting).toBe(reason);
    expect(asked).toBe(3);
  });

  it('rejects invalid options', async () => {
    expect(await thrown(client.countTokens(''))).toBeInstanceOf(ConfigurationError);
    expect(await thrown(client.countTokens({ prompt: 'Hi', temprature: 1 } as object))).toBeInstanceOf(
      ConfigurationError,
    );
    const misspelt = client.countTokens('Hi', { methd: 'endpoint' } as object);
    expect(String(await thrown(misspelt))).toContain("Did you mean 'method'?");
    const unknown = client.countTokens('Hi', { method: 'guess' } as unknown as { method: 'endpoint' });
    expect(String(await thrown(unknown))).toContain("'endpoint'");
  });
});
