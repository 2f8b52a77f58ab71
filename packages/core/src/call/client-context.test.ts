import { beforeEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../cache/stores/memory-store.ts';
import { LLMClient } from '../client.ts';
import { BudgetExceededError, ConfigurationError, providerError } from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { ProviderDefinition } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { registerProvider } from '../models/registry.ts';
import { Config } from '../options/config.ts';
import type { GenerateOptions } from '../options/options.ts';
import { fakeFinish, fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';

beforeEach(() => Config.reset());

const down = providerError('server', 'down', { provider: 'fake', status: 500, retryable: true });

describe('the retry options of a call', () => {
  it('take precedence over those of the client, and these over those of Config', async () => {
    Config.update({ maxRetries: 1, baseDelay: 0 });
    const tries = async (client: object, call: Partial<GenerateOptions>): Promise<number> => {
      const provider = fakeProvider({ answer: [down] });
      await thrown(new LLMClient({ provider, ...client }).generate({ prompt: 'Hi', ...call }));
      return provider.requests.length;
    };
    expect(await tries({}, {})).toBe(2);
    expect(await tries({ maxRetries: 2 }, {})).toBe(3);
    expect(await tries({ maxRetries: 2 }, { maxRetries: 4 })).toBe(5);
    expect(await tries({ maxRetries: 2 }, { enableRetries: false })).toBe(1);
    expect(await tries({ enableRetries: false }, { enableRetries: true })).toBe(2);
  });

  it('also apply in a conversation', async () => {
    const provider = fakeProvider({ answer: [down] });
    await thrown(new LLMClient({ provider }).chat({ message: 'Hi', maxRetries: 1, baseDelay: 0 }));
    expect(provider.requests).toHaveLength(2);
  });

  it('are rejected if they are invalid', async () => {
    const client = new LLMClient({ provider: fakeProvider() });
    for (const wrong of [{ maxRetries: -1 }, { maxRetries: 1.5 }, { baseDelay: '1' }, { enableRetries: 'no' }]) {
      const error = await thrown(client.generate({ prompt: 'Hi', ...wrong } as never));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(String(error)).toContain(Object.keys(wrong)[0]);
    }
  });

  it('prevent sharing a request with calls that have other retry options', async () => {
    const provider = fakeProvider();
    const client = new LLMClient({ provider, enableCache: true, cache: memoryStore() });
    const calls = [{}, {}, { maxRetries: 0 }, { maxRetries: 0 }, { maxRetries: 5 }];
    await Promise.all(calls.map((call) => client.generate({ prompt: 'Hi', ...call })));
    expect(provider.requests).toHaveLength(3);
  });
});

describe('the fallback of a call', () => {
  let made = 0;
  let closed = 0;
  const spare: ProviderDefinition = {
    name: 'spare-of-a-call',
    models: {},
    create() {
      made += 1;
      const provider = fakeProvider({ answer: 'From the spare.' });
      const close = async (): Promise<void> => {
        closed += 1;
      };
      return { ...provider, name: 'spare-of-a-call', close };
    },
  };
  beforeEach(() => {
    made = 0;
    closed = 0;
    registerProvider(spare);
  });

  it('replaces the one of its client, and is created once for all calls', async () => {
    const provider = fakeProvider({ answer: [down] });
    const client = new LLMClient({ provider, maxRetries: 0 });
    await thrown(client.generate('Hi'));
    for (let call = 0; call < 3; call += 1) {
      const answer = await client.generate({ prompt: 'Hi', fallback: ['spare_of_a_call'] });
      expect(answer.text).toBe('From the spare.');
    }
    await client.close();
    expect([made, closed]).toEqual([1, 1]);
    const careful = new LLMClient({ provider, maxRetries: 0, fallback: ['spare-of-a-call'] });
    expect(await thrown(careful.generate({ prompt: 'Hi', fallback: [] }))).toMatchObject({ kind: 'server' });
  });

  it('is rejected if it is invalid', async () => {
    const provider = fakeProvider();
    const call = new LLMClient({ provider }).generate({ prompt: 'Hi', fallback: 'spare-of-a-call' as never });
    expect(await thrown(call)).toBeInstanceOf(ConfigurationError);
    expect(provider.requests).toEqual([]);
  });
});

describe('time limits', () => {
  it('come from the call, the client or Config, in that order, each limit separately', async () => {
    Config.update({ timeout: { firstToken: 30, idle: 3, total: 300 } });
    const provider = fakeProvider();
    const limits = (request: GenerateRequest | undefined): unknown => request?.timeout;
    const client = new LLMClient({ provider, timeout: { firstToken: 20, connect: 2 } });
    await client.generate('Hi');
    await client.generate({ prompt: 'Hi', timeout: 10 });
    await client.generate({ prompt: 'Hi', timeout: { idle: 1, total: undefined } });
    await new LLMClient({ provider }).generate('Hi');
    expect(provider.requests.map(limits)).toEqual([
      { firstToken: 20, connect: 2, idle: 3, total: 300 },
      { firstToken: 20, connect: 2, idle: 3, total: 10 },
      { firstToken: 20, connect: 2, idle: 1, total: 300 },
      { firstToken: 30, idle: 3, total: 300 },
    ]);
  });

  it('are rejected by Config if they are invalid', () => {
    for (const timeout of [0, -1, 'soon', { idle: 0 }, { idel: 1 }, null]) {
      expect(() => Config.update({ timeout: timeout as never })).toThrow(ConfigurationError);
    }
  });
});

describe('the budget of Config', () => {
  const price = { currency: 'USD', input: 1, output: 10 };
  const models: Readonly<Record<string, ModelInfo>> = {
    m: { id: 'm', input: ['text'], maxOutputTokens: 1000, prices: [price] },
  };
  const usage = { inputTokens: 10, outputTokens: 100 };
  const provider = fakeProvider({ models, answer: [{ type: 'text', text: 'Hi' }, fakeFinish({ model: 'm', usage })] });

  it('applies to all clients without their own budget', async () => {
    const [one, other] = [new LLMClient({ provider, model: 'm' }), new LLMClient({ provider, model: 'm' })];
    Config.update({ budget: { amount: 0.0115, currency: 'USD' } });
    await one.generate('Hi');
    expect(other.spent).toEqual({ amount: 0.00101, currency: 'USD', estimated: true });
    await other.generate('Hi');
    expect(await thrown(one.generate('Hi'))).toBeInstanceOf(BudgetExceededError);
    const own = new LLMClient({ provider, model: 'm', budget: { amount: 1, currency: 'USD' } });
    expect((await own.generate('Hi')).text).toBe('Hi');
  });

  it('is rejected if it is invalid', () => {
    expect(() => Config.update({ budget: { amount: -1, currency: 'USD' } })).toThrow(ConfigurationError);
  });
});
