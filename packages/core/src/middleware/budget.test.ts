import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import type { Budget } from '../contract/budget.ts';
import type { ProviderErrorKind } from '../contract/error-details.ts';
import {
  BudgetExceededError,
  ConfigurationError,
  providerError,
  RephyscoError,
  UnsupportedError,
} from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { LLMClientOptions } from '../options/client-options.ts';
import { Config } from '../options/config.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';

beforeEach(() => Config.reset());

/** Models that cost 1 per million input tokens and 10 per million output tokens. */
const models: Readonly<Record<string, ModelInfo>> = {
  m: {
    id: 'm',
    input: ['text', 'image', 'file'],
    maxOutputTokens: 1000,
    prices: [{ currency: 'USD', input: 1, output: 10 }],
  },
  endless: { id: 'endless', input: ['text'], prices: [{ currency: 'USD', input: 1, output: 10 }] },
  yuan: { id: 'yuan', input: ['text'], prices: [{ currency: 'CNY', input: 1, output: 10 }] },
};
const usage = { inputTokens: 10, outputTokens: 100, totalTokens: 110 };
const paid = (10 + 100 * 10) / 1e6;
const whole = [{ type: 'text', text: 'Hi' }, fakeFinish({ model: 'm', usage })] as const;

type Answer = FakeAnswer | ((request: GenerateRequest, attempt: number) => FakeAnswer | Promise<FakeAnswer>);
function clientOf(amount: number | Budget, answer: Answer = whole, options: Partial<LLMClientOptions> = {}) {
  const provider = fakeProvider({ models, answer });
  const budget = typeof amount === 'number' ? { amount, currency: 'USD' } : amount;
  return { provider, client: new LLMClient({ provider, model: 'm', maxRetries: 0, budget, ...options }) };
}
const spentBy = (client: LLMClient) => client.spent?.amount;

describe('A budget', () => {
  it('counts the cost of calls, streamed and plain', async () => {
    const { client } = clientOf(1);
    expect(client.spent).toEqual({ amount: 0, currency: 'USD', estimated: true });
    await client.generate('Hi');
    for await (const _ of await client.generate({ prompt: 'Hi', stream: true }));
    expect(spentBy(client)).toBe(2 * paid);
  });

  it('rejects a call that may exceed the rest, before a request is sent', async () => {
    const { client, provider } = clientOf(0.0101);
    await client.generate('Hi');
    const error = await thrown(client.generate('Hi'));
    expect(error).toBeInstanceOf(BudgetExceededError);
    expect(error).toBeInstanceOf(RephyscoError);
    expect(error).toMatchObject({ kind: 'budget_exceeded', name: 'BudgetExceededError' });
    expect(String(error)).toContain(
      'A call to fake:m may cost up to 0.010018 USD, but 0.00909 of the budget of 0.0101 USD',
    );
    expect(provider.requests.length).toBe(1);
    expect((await client.generate({ prompt: 'Hi', maxTokens: 100 })).text).toBe('Hi');
  });

  it('is not exceeded by concurrent calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 20 }),
        async (outputs, calls) => {
          const amount = (calls * 100 * 10) / 1e6;
          const { client } = clientOf(amount, (_, attempt) => {
            const outputTokens = outputs[attempt % outputs.length] ?? 0;
            return [fakeFinish({ model: 'm', usage: { inputTokens: 0, outputTokens } })];
          });
          const asked = outputs.map(() => client.generate({ prompt: 'Hi', maxTokens: 100 }));
          const outcomes = await Promise.allSettled(asked);
          const sum = outcomes.reduce(
            (total, each) => total + (each.status === 'fulfilled' ? (each.value.cost?.amount ?? 0) : 0),
            0,
          );
          expect(spentBy(client)).toBeCloseTo(sum, 12);
          expect(spentBy(client)).toBeLessThanOrEqual(amount);
          for (const each of outcomes)
            if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(BudgetExceededError);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is not exceeded by 200 concurrent calls, of which it allows at least the 50 that fit', async () => {
    const amount = 50 * 0.010018;
    const { client, provider } = clientOf(amount);
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => client.generate('Hi')));
    const answered = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(answered).toBeGreaterThanOrEqual(50);
    expect(provider.requests.length).toBe(answered);
    expect(spentBy(client)).toBeLessThanOrEqual(amount);
  });

  it('is not reserved by a call that waits for a rate limit', async () => {
    const { client } = clientOf(0.0115, whole, { limits: { concurrency: 1 } });
    const answers = await Promise.all([client.generate('Hi'), client.generate('Hi')]);
    expect(answers.map(({ text }) => text)).toEqual(['Hi', 'Hi']);
  });

  it('is not used by answers from the cache', async () => {
    const { client } = clientOf(1, whole, { cache: new Map(), enableCache: true });
    await client.generate('Hi');
    expect(await client.generate('Hi')).toMatchObject({ cached: true });
    expect(spentBy(client)).toBe(paid);
  });

  it('is shared by clients that receive the same object', async () => {
    const budget = { amount: 1, currency: 'USD' };
    const [one, two] = [clientOf(budget).client, clientOf(budget).client];
    await Promise.all([one.generate('Hi'), two.generate('Hi')]);
    expect([spentBy(one), spentBy(two)]).toEqual([2 * paid, 2 * paid]);
    expect(spentBy(clientOf(1).client)).toBe(0);
  });

  it('counts every attempt', async () => {
    const partial = { text: '', content: [], usage };
    const cut = providerError('invalid_answer', 'Not that.', { provider: 'fake', partial, retryable: true });
    const { client } = clientOf(1, (_, attempt) => (attempt < 3 ? cut : whole), { maxRetries: 5, baseDelay: 0 });
    const { attempts } = await client.generate('Hi');
    expect(attempts.map(({ cost }) => cost?.amount)).toEqual([paid, paid, paid]);
    expect(spentBy(client)).toBeCloseTo(3 * paid, 12);
  });

  it('stops retries that would exceed it, and reports the failure', async () => {
    const cut = providerError('invalid_answer', 'Not that.', {
      provider: 'fake',
      partial: { text: '', content: [], usage },
      retryable: true,
    });
    const { client, provider } = clientOf(0.0101, [cut], { maxRetries: 3, baseDelay: 0 });
    const error = await thrown(client.generate('Hi'));
    expect(error).toBeInstanceOf(BudgetExceededError);
    expect(error).toMatchObject({ cause: { kind: 'invalid_answer', attempts: [{ error: 'invalid_answer' }] } });
    expect(provider.requests.length).toBe(1);
  });

  it('counts the cost that a provider reports', async () => {
    const cost = { amount: 0.005, currency: 'USD', estimated: false };
    const { client } = clientOf(1, [fakeFinish({ model: 'm', usage, cost })]);
    await client.generate('Hi');
    expect(spentBy(client)).toBe(0.005);
  });

  it.each<[string, FakeAnswer]>([
    ['a refusal', providerError('rate_limit', 'No.', { provider: 'fake', status: 429 })],
    ['an error status', providerError('server', 'No.', { provider: 'fake', status: 500 })],
    ['no connection', providerError('network', 'No.', { provider: 'fake' })],
    ['a missing key', providerError('authentication', 'No.', { provider: 'fake', sent: false })],
    ['an unsupported request', new UnsupportedError('No.')],
  ])('counts nothing for %s', async (_, error) => {
    const { client } = clientOf(1, error);
    await thrown(client.generate('Hi'));
    expect(spentBy(client)).toBe(0);
  });

  it.each<ProviderErrorKind>(['interrupted', 'timeout', 'server'])(
    'counts the worst case if the usage is unknown: %s',
    async (kind) => {
      const { client } = clientOf(1, providerError(kind, 'Hm.', { provider: 'fake' }));
      await thrown(client.generate('Hi'));
      expect(spentBy(client)).toBeCloseTo(0.010018, 12);
    },
  );

  it('counts the worst case for an answer that is left', async () => {
    const { client } = clientOf(1);
    for await (const _ of await client.generate({ prompt: 'Hi', stream: true })) break;
    expect(spentBy(client)).toBeCloseTo(0.010018, 12);
  });

  it('counts every byte as a token, and media, tools and the schema with them', async () => {
    const most = async (options: object) => {
      const { client } = clientOf(0);
      const error = await thrown(client.generate({ prompt: '', messages: [], maxTokens: 1, ...options }));
      return Number(/up to ([\d.e-]+) USD/.exec(String(error))?.[1]) * 1e6 - 10 - 16;
    };
    expect(await most({ prompt: 'Häh' })).toBeCloseTo(4);
    expect(await most({ prompt: 'Hi', images: ['https://img.example.com/a.png'] })).toBeCloseTo(3002);
    const notes = `data:text/plain;base64,${Buffer.from('five!').toString('base64')}`;
    expect(await most({ prompt: 'Hi', files: [notes] })).toBeCloseTo(7);
    expect(await most({ prompt: 'Hi', schema: { type: 'object' } })).toBeGreaterThan(15);
    expect(await most({ prompt: 'Hi', tools: [{ name: 'look' }] })).toBeGreaterThan(15);
  });
});

it('counts an image by the formula of the model', async () => {
  const media = { image: [{ kind: 'fixed', tokens: 48_000 }] } as const;
  const provider = fakeProvider({ models: { seer: { ...(models.m as ModelInfo), id: 'seer', media } } });
  const client = new LLMClient({ provider, model: 'seer', budget: { amount: 0.04, currency: 'USD' } });
  const asked = client.generate({ prompt: 'Hi', images: ['https://img.example.com/a.png'], maxTokens: 1 });
  expect(String(await thrown(asked))).toContain('may cost up to 0.0528');
});

describe('A budget that cannot be enforced', () => {
  it.each([
    ['fake-1', {}, 'fake:fake-1 has no known price'],
    ['unheard-of', {}, 'fake:unheard-of has no known price'],
    ['yuan', {}, 'The prices of fake:yuan are in CNY, but the budget is in USD'],
    ['endless', {}, "Set 'maxTokens'"],
  ])('rejects calls with %s', async (model, options, words) => {
    const { client, provider } = clientOf(1);
    const error = await thrown(client.generate({ prompt: 'Hi', model, ...options }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
    expect(provider.requests.length).toBe(0);
  });

  it('sends calls without a price with allowUnpriced', async () => {
    const { client } = clientOf({ amount: 0, currency: 'USD', allowUnpriced: true });
    expect((await client.generate({ prompt: 'Hi', model: 'unheard-of' })).text).toBe('Hi');
    expect(await thrown(client.generate('Hi'))).toBeInstanceOf(BudgetExceededError);
  });

  it.each([
    7,
    {},
    { amount: -1, currency: 'USD' },
    { amount: 1, currency: 'dollars' },
    { amount: 1, currency: 'USD', x: 1 },
  ])('is rejected if it is %j', async (budget) => {
    const error = await thrown(() => new LLMClient({ provider: fakeProvider(), budget: budget as Budget }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain("Option 'budget' must be { amount, currency, allowUnpriced? }");
  });

  it('is undefined without the option', () => {
    expect(new LLMClient({ provider: fakeProvider() }).spent).toBeUndefined();
  });
});
