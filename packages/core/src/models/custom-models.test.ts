import { afterAll, describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError, UnsupportedError } from '../contract/errors.ts';
import { fakeFinish, fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';
import { registerModels } from './custom-models.ts';

const usage = { inputTokens: 1_000_000, outputTokens: 0, totalTokens: 1_000_000 };
const answer = [{ type: 'text', text: 'Hi.' } as const, fakeFinish({ usage, model: 'new-1' })];
const facts = { input: ['text'], contextWindow: 10, prices: [{ currency: 'USD', input: 2, output: 8 }] } as const;

describe('model facts of the caller', () => {
  afterAll(() => registerModels('custom', {}));

  it('apply to one client as its option', async () => {
    const provider = fakeProvider({ answer });
    const client = new LLMClient({ provider, model: 'new-1', models: { 'new-1': facts } });
    const result = await client.generate('Hi');
    expect(result).toMatchObject({ cost: { amount: 2, currency: 'USD' }, warnings: [] });
    expect(provider.requests[0]?.modelInfo).toMatchObject({ id: 'new-1', contextWindow: 10 });
    const error = await thrown(client.generate({ prompt: 'Hi', images: ['https://img.example/a.png'] }));
    expect(error).toBeInstanceOf(UnsupportedError);
  });

  it('apply to all later clients if they are registered', async () => {
    registerModels('custom', { 'new-1': facts });
    const client = new LLMClient({ provider: fakeProvider({ name: 'custom', answer }), model: 'new-1' });
    expect((await client.generate('Hi')).cost).toMatchObject({ amount: 2 });
    expect((await client.generate({ prompt: 'Hi', model: 'other' })).warnings[0]).toContain('not in the catalogue');
  });

  it('keep the name, the identity and the other methods of the provider', async () => {
    const embed = async () => ({ embeddings: [[1]], usage: {}, model: 'e' });
    const provider = { ...fakeProvider(), identity: 'here', account: 'mine', defaultEmbeddingModel: 'e', embed };
    const client = new LLMClient({ provider, models: { x: { input: ['text'] } } });
    expect(client.provider).toMatchObject({ name: 'fake', identity: 'here', account: 'mine', defaultModel: 'fake-1' });
    expect((await client.embed('a')).embeddings).toEqual([[1]]);
  });

  it.each([[[]], [null], [{ x: {} }], [{ x: 'text' }], [{ x: { input: 'text' } }]])(
    'are rejected if they are %j',
    async (models) => {
      const error = await thrown(() => new LLMClient({ provider: fakeProvider(), models: models as never }));
      expect(error).toBeInstanceOf(ConfigurationError);
    },
  );
});
