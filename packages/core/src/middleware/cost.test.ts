import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import { fakeFinish, fakeProvider } from '../testing/fake-provider.ts';

const models: Readonly<Record<string, ModelInfo>> = {
  asked: { id: 'asked', input: ['text'], prices: [{ currency: 'USD', input: 1, output: 1 }] },
  answered: { id: 'answered', input: ['text'], prices: [{ currency: 'USD', input: 2, output: 3 }] },
};

const usage = { inputTokens: 1_000_000, outputTokens: 1_000_000, totalTokens: 2_000_000 };

const costOfAnswer = async (fields: Parameters<typeof fakeFinish>[0]) => {
  const provider = fakeProvider({ models, answer: [{ type: 'text', text: 'Hi' }, fakeFinish({ usage, ...fields })] });
  return (await new LLMClient({ provider, model: 'asked' }).generate('x')).cost;
};

describe('cost', () => {
  it('uses the price of the answering model', async () => {
    expect(await costOfAnswer({ model: 'answered' })).toEqual({
      amount: 5,
      currency: 'USD',
      estimated: true,
      complete: true,
    });
  });

  it('uses the price of the requested model if the answering model is unknown', async () => {
    expect((await costOfAnswer({ model: 'asked-2026-01-01' }))?.amount).toBe(2);
  });

  it('is the cost that the provider reports, if it reports one', async () => {
    const cost = { amount: 7, currency: 'USD', estimated: false };
    expect(await costOfAnswer({ model: 'answered', cost })).toEqual(cost);
  });

  it('is unknown without a price', async () => {
    const client = new LLMClient({ provider: fakeProvider() });
    expect((await client.generate('x')).cost).toBeUndefined();
  });
});

it('The standard price of an answer at another service tier comes with a warning', async () => {
  const ask = async (serviceTier: string) => {
    const finish = fakeFinish({ usage, model: 'answered', serviceTier });
    const provider = fakeProvider({ models, answer: [{ type: 'text', text: 'Hi' }, finish] });
    return (await new LLMClient({ provider, model: 'asked' }).generate('x')).warnings.join();
  };
  expect([await ask('default'), await ask('priority')]).toEqual([
    '',
    expect.stringContaining("service tier 'priority'"),
  ]);
});

it('An answer at the tier flex or batch costs half of the list price', async () => {
  const ask = async (serviceTier: string) => {
    const finish = fakeFinish({ usage, model: 'answered', serviceTier });
    const provider = fakeProvider({ models, answer: [{ type: 'text', text: 'Hi' }, finish] });
    const { cost, warnings } = await new LLMClient({ provider, model: 'asked' }).generate('x');
    return [cost?.amount, cost?.complete, warnings.length];
  };
  expect(await Promise.all(['default', 'flex', 'batch', 'FLEX'].map(ask))).toEqual([
    [5, true, 0],
    [2.5, true, 0],
    [2.5, true, 0],
    [2.5, true, 0],
  ]);
});
