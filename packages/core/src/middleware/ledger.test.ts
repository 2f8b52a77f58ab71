import { describe, expect, it } from 'vitest';
import { createCallLedger } from '../account/call-ledger.ts';
import { LLMClient } from '../client.ts';
import { providerError } from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type FakeProviderOptions, fakeFinish, fakeProvider } from '../testing/index.ts';
import { never, thrown } from '../testing/samples.ts';
import { recordInLedger } from './ledger.ts';

const model: ModelInfo = {
  id: 'fake-1',
  input: ['text'],
  contextWindow: 1000,
  maxOutputTokens: 100,
  prices: [{ currency: 'USD', input: 1, output: 10 }],
};
const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
const clientOf = (answer: FakeProviderOptions['answer'], options: object = {}) =>
  new LLMClient({
    provider: fakeProvider({ answer, models: { 'fake-1': model } }),
    baseDelay: 0,
    maxRetries: 0,
    ...options,
  });
const text = { type: 'text', text: 'Hello.' } as const;

describe('the ledger of a client', () => {
  it('has each request with its exact cost if the usage is known', async () => {
    const client = clientOf([text, fakeFinish({ usage })]);
    await client.generate('Hi');
    await client.stream('Hi').result;
    const cost = { atLeast: 6e-5, atMost: 6e-5, currency: 'USD' };
    const entry = { provider: 'fake', model: 'fake-1', operation: 'generate', outcome: 'answered', usage, cost };
    expect(client.ledger.entries).toMatchObject([entry, entry]);
    expect(client.ledger).toMatchObject({ count: 2, total: [{ atLeast: 12e-5, atMost: 12e-5, currency: 'USD' }] });
  });

  it('has refused requests without cost, and cut ones with their maximum cost', async () => {
    const refused = clientOf([providerError('invalid_request', 'No.', { provider: 'fake', status: 400 })]);
    await thrown(refused.generate('Hi'));
    expect(refused.ledger.entries).toMatchObject([
      { outcome: 'failed', error: 'invalid_request', cost: { atMost: 0 } },
    ]);
    const cut = clientOf([text, providerError('interrupted', 'Cut.', { provider: 'fake' })]);
    await thrown(cut.generate({ prompt: 'Hi', maxTokens: 50 }));
    const [entry] = cut.ledger.entries;
    expect(entry).toMatchObject({ outcome: 'failed', error: 'interrupted', cost: { atLeast: 0, currency: 'USD' } });
    expect(entry?.cost?.atMost).toBeGreaterThan(50 * 10e-6);
  });

  it('has each retry, aborted requests and streams that were left', async () => {
    let calls = 0;
    const busy = providerError('overloaded', 'Busy.', { provider: 'fake', status: 503 });
    const retried = clientOf(() => (calls++ === 0 ? [busy] : [text, fakeFinish({ usage })]), {
      maxRetries: 1,
    });
    await retried.generate('Hi');
    expect(retried.ledger.entries).toMatchObject([{ outcome: 'failed' }, { outcome: 'answered' }]);

    const controller = new AbortController();
    const aborted = clientOf([never as never]);
    const call = thrown(aborted.generate({ prompt: 'Hi', signal: controller.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('stop'));
    await call;
    expect(aborted.ledger.entries).toMatchObject([{ outcome: 'abandoned' }]);

    const left = clientOf([text, never as never]);
    for await (const _ of await left.generate({ prompt: 'Hi', stream: true })) break;
    expect(left.ledger.entries).toMatchObject([{ outcome: 'abandoned' }]);
  });

  it('has no request that was not sent', async () => {
    const client = clientOf([providerError('authentication', 'No key.', { provider: 'fake', sent: false })]);
    await thrown(client.generate('Hi'));
    await thrown(client.generate({ prompt: '' }));
    expect(client.ledger).toMatchObject({ count: 0, entries: [], total: [] });
  });

  it('reads no message of an answered or refused request, because its cost is known', async () => {
    const provider = fakeProvider({ models: { 'fake-1': model } });
    const request: GenerateRequest = {
      provider: 'fake',
      model: 'fake-1',
      stream: true,
      get messages(): never {
        throw new Error('read');
      },
    };
    const ledger = createCallLedger();
    const layer = recordInLedger(ledger, provider);
    for await (const _ of layer(request, async function* () {
      yield* [text, fakeFinish({ usage })];
    })) {
    }
    const refusal = providerError('rate_limit', 'Slow down.', { provider: 'fake', status: 429 });
    // biome-ignore lint/correctness/useYield: The request fails before its first event.
    const refused = layer(request, async function* () {
      throw refusal;
    });
    await expect(refused[Symbol.asyncIterator]().next()).rejects.toBe(refusal);
    expect(ledger.entries).toMatchObject([{ cost: { atMost: 6e-5 } }, { cost: { atMost: 0 } }]);
  });
});
