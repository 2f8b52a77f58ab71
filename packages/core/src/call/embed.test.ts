import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryStore } from '../cache/stores/memory-store.ts';
import { LLMClient } from '../client.ts';
import { BudgetExceededError, ConfigurationError, providerError, UnsupportedError } from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Notice } from '../contract/notice.ts';
import type { EmbedRequest, EmbedResult } from '../contract/provider.ts';
import type { LLMClientOptions } from '../options/client-options.ts';
import type { EmbedOptions } from '../options/options.ts';
import { fakeProvider } from '../testing/index.ts';
import { never, thrown } from '../testing/samples.ts';

const busy = providerError('overloaded', 'Too much to do.', { provider: 'fake', status: 503 });
const usage = { inputTokens: 2 };
const requests: EmbedRequest[] = [];
beforeEach(() => void requests.splice(0));

function clientOf(
  answer: () => Promise<EmbedResult>,
  options: Partial<LLMClientOptions> = {},
  models: Readonly<Record<string, ModelInfo>> = {},
): LLMClient {
  const embed = (request: EmbedRequest): Promise<EmbedResult> => {
    requests.push(request);
    return answer();
  };
  const provider = { ...fakeProvider({ models }), defaultEmbeddingModel: 'embed-1', embed };
  return new LLMClient({ provider, baseDelay: 0, ...options });
}
const vectors = async (): Promise<EmbedResult> => ({ embeddings: [[1, 0]], usage, model: 'embed-1' });

describe('embed', () => {
  it('returns the vectors of one or more texts, from the default embedding model', async () => {
    const client = clientOf(vectors, { model: 'chat-1' });
    expect(await client.embed({ input: 'a' })).toEqual({
      embeddings: [[1, 0]],
      usage,
      model: 'embed-1',
      cached: false,
      attempts: [expect.objectContaining({ provider: 'fake', model: 'embed-1' })],
    });
    await client.embed({ input: ['a', 'b'], model: 'embed-2', dimensions: 2, providerOptions: { x: 1 } });
    expect(requests).toMatchObject([
      { input: ['a'], model: 'embed-1' },
      { input: ['a', 'b'], model: 'embed-2', dimensions: 2, providerOptions: { x: 1 } },
    ]);
  });

  it('has a cost by its price, and no cost without a known price', async () => {
    const price = { currency: 'USD', input: 1, output: 0 };
    const model: ModelInfo = { id: 'embed-1', kind: 'embedding', input: ['text'], prices: [price] };
    const client = clientOf(vectors, {}, { 'embed-1': model });
    expect((await client.embed({ input: 'a' })).cost).toEqual({
      amount: 2e-6,
      currency: 'USD',
      estimated: true,
      complete: true,
    });
    expect(await clientOf(vectors).embed({ input: 'a' })).not.toHaveProperty('cost');
  });

  it('counts towards the budget of the client, and is rejected if the budget may not suffice', async () => {
    const price = { currency: 'USD', input: 1, output: 0 };
    const model: ModelInfo = { id: 'embed-1', kind: 'embedding', input: ['text'], prices: [price] };
    const client = clientOf(vectors, { budget: { amount: 6e-6, currency: 'USD' } }, { 'embed-1': model });
    await client.embed({ input: ['four', 'a'] });
    expect(client.spent?.amount).toBe(2e-6);
    expect(await thrown(client.embed({ input: 'five!' }))).toBeInstanceOf(BudgetExceededError);
    expect(requests.length).toBe(1);
    const failing = clientOf(
      () => Promise.reject(busy),
      { budget: { amount: 1, currency: 'USD' } },
      { 'embed-1': model },
    );
    await thrown(failing.embed({ input: 'a' }));
    expect(failing.spent?.amount).toBe(0);
  });

  it("tries again, telling the client's or the call's notify", async () => {
    const told: Notice[] = [];
    const notify = (notice: Notice) => void told.push(notice);
    const answer = () => (requests.length % 2 ? Promise.reject(busy) : vectors());
    await clientOf(answer, { notify }).embed({ input: 'a' });
    await clientOf(answer).embed({ input: 'a', notify });
    expect([requests.length, told.length]).toEqual([4, 2]);
  });

  it('fails with all attempts after the last retry', async () => {
    const client = clientOf(() => Promise.reject(busy), { maxRetries: 2 });
    const attempts = [1, 2, 3].map(() => expect.objectContaining({ model: 'embed-1', error: 'overloaded' }));
    expect(await thrown(client.embed({ input: 'a' }))).toMatchObject({ kind: 'overloaded', attempts });
    await thrown(clientOf(() => Promise.reject(busy), { enableRetries: false }).embed({ input: 'a' }));
    expect(requests.length).toBe(4);
  });

  it('observes the limits of the client, and those that the provider reports', async () => {
    vi.useFakeTimers();
    const client = clientOf(vectors, { limits: { requestsPerMinute: 1 } });
    const asked = [client.embed({ input: 'a' }), client.embed({ input: 'b' })];
    await vi.advanceTimersByTimeAsync(59_900);
    expect(requests.length).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    await Promise.all(asked);
    const refused = providerError('rate_limit', 'Too fast.', { provider: 'fake', status: 429, retryAfter: 5 });
    const other = clientOf(() => (requests.length === 3 ? Promise.reject(refused) : vectors()));
    const first = other.embed({ input: 'c' });
    await vi.advanceTimersByTimeAsync(0);
    const again = other.embed({ input: 'd' });
    await vi.advanceTimersByTimeAsync(4900);
    expect(requests.length).toBe(3);
    await vi.advanceTimersByTimeAsync(1100);
    await Promise.all([first, again]);
    vi.useRealTimers();
  });

  it("ends at once with the caller's reason, though the provider is deaf", async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const { signal } = controller;
    const asked = [
      thrown(clientOf(() => never).embed({ input: 'a', signal })),
      thrown(clientOf(() => never, { signal }).embed({ input: 'a' })),
    ];
    controller.abort(reason);
    expect(await Promise.all(asked)).toEqual([reason, reason]);
    expect(await thrown(clientOf(vectors).embed({ input: 'a', signal }))).toBe(reason);
    expect(requests.length).toBe(2);
  });

  it.each<[object, string]>([
    [{}, "Option 'input'"],
    [{ input: '' }, "Option 'input'"],
    [{ input: [] }, "Option 'input'"],
    [{ input: ['a', ''] }, "Option 'input'"],
    [{ input: [7] }, "Option 'input'"],
    [{ input: 'a', dimensions: Number.NaN }, "Option 'dimensions'"],
    [{ input: 'a', dimensions: 0 }, "Option 'dimensions'"],
    [{ input: 'a', dimension: 1 }, "Did you mean 'dimensions'?"],
  ])('refuses %j', async (options, words) => {
    const error = await thrown(clientOf(vectors).embed(options as EmbedOptions));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
    expect(requests.length).toBe(0);
  });

  it('fails if a provider has no embeddings, or no default model for them', async () => {
    const none = new LLMClient({ provider: fakeProvider() });
    expect(await thrown(none.embed({ input: 'a' }))).toBeInstanceOf(UnsupportedError);
    const nameless = new LLMClient({ provider: { ...fakeProvider(), embed: vectors } });
    expect(String(await thrown(nameless.embed({ input: 'a' })))).toContain("Option 'model' is missing");
  });
});

describe('embed, like generate,', () => {
  it('ends at its timeout if the provider never responds', async () => {
    const client = clientOf(() => never, { timeout: 0.02, maxRetries: 0 });
    expect(await thrown(client.embed('a'))).toMatchObject({ kind: 'timeout', phase: 'total' });
    const patient = clientOf(() => never, { maxRetries: 0 });
    const error = await thrown(patient.embed({ input: 'a', timeout: { firstToken: 0.02 } }));
    expect(error).toMatchObject({ kind: 'timeout', phase: 'firstToken', attempts: [{ error: 'timeout' }] });
  });

  it('accepts a text or a list instead of options', async () => {
    const client = clientOf(vectors);
    await client.embed('a');
    await client.embed(['a', 'b']);
    expect(requests.map(({ input }) => input)).toEqual([['a'], ['a', 'b']]);
  });

  it('applies the retry options of a call instead of those of the client', async () => {
    const client = clientOf(() => Promise.reject(busy), { maxRetries: 0 });
    await thrown(client.embed({ input: 'a', maxRetries: 2 }));
    expect(requests.length).toBe(3);
  });

  it('reads repeated requests from the cache, and joins identical requests in progress', async () => {
    const client = clientOf(vectors, { cache: memoryStore() });
    const [one, other] = await Promise.all([1, 2].map(() => client.embed({ input: 'a', cache: true })));
    const again = await client.embed({ input: 'a', cache: true });
    expect([one, other, again].map((result) => result?.embeddings)).toEqual([[[1, 0]], [[1, 0]], [[1, 0]]]);
    expect(again).toMatchObject({ cached: true, usage, model: 'embed-1', attempts: [] });
    expect(requests.length).toBe(1);
    await client.embed({ input: 'a', cache: true, dimensions: 2 });
    await client.embed('a');
    expect(requests.length).toBe(3);
  });

  it('splits the inputs by the limits of the model, keeps their order and adds up the usage', async () => {
    const model: ModelInfo = { id: 'embed-1', input: ['text'], embedLimits: { inputs: 2, bytes: 5 } };
    const answer = async (): Promise<EmbedResult> => {
      const { input } = requests.at(-1) as EmbedRequest;
      return { embeddings: input.map((text) => [text.length]), usage: { inputTokens: input.length }, model: 'embed-1' };
    };
    const result = await clientOf(answer, {}, { 'embed-1': model }).embed(['a', 'bb', 'ccc', 'dddddddd', 'ee']);
    expect(requests.map(({ input }) => input)).toEqual([['a', 'bb'], ['ccc'], ['dddddddd'], ['ee']]);
    expect(result).toMatchObject({ embeddings: [[1], [2], [3], [8], [2]], usage: { inputTokens: 5 } });
    expect(result.attempts).toHaveLength(4);
  });
});
