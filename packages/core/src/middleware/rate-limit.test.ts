import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keyDigest } from '../account/accounts.ts';
import { LLMClient } from '../client.ts';
import { providerError } from '../contract/errors.ts';
import type { Notice } from '../contract/notice.ts';
import type { Provider } from '../contract/provider.ts';
import type { RateLimit } from '../contract/rate-limit.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { LLMClientOptions } from '../options/client-options.ts';
import { Config } from '../options/config.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from '../testing/index.ts';
import { readAll, sampleRequest, thrown } from '../testing/samples.ts';
import { rateLimit } from './rate-limit.ts';

const refused = (retryAfter?: number) =>
  providerError('rate_limit', 'Too fast.', { provider: 'fake', status: 429, retryAfter });

let ordinal = 0;
/** Returns a provider with its own address, so that it shares no limits with other tests, and its fake. */
function service(
  answer: (request: GenerateRequest, attempt: number) => FakeAnswer | Promise<FakeAnswer> = () => 'Hi.',
) {
  ordinal += 1;
  const fake = fakeProvider({ answer });
  const provider: Provider = { ...fake, identity: `https://${ordinal}.example.com`, account: keyDigest('made-up') };
  return { fake, provider };
}

function clientOf(provider: Provider, options: Partial<LLMClientOptions> = {}) {
  const notices: Notice[] = [];
  const notify = (notice: Notice) => void notices.push(notice);
  return { client: new LLMClient({ provider, maxRetries: 0, notify, ...options }), notices };
}

beforeEach(() => {
  vi.useFakeTimers();
  Config.reset();
});
afterEach(() => {
  vi.useRealTimers();
  Config.reset();
});
const settled = () => vi.advanceTimersByTimeAsync(0);

describe('limits', () => {
  it('apply to all clients of one provider and key, and to no others', async () => {
    const release: (() => void)[] = [];
    const held = () => new Promise<FakeAnswer>((resolve) => release.push(() => resolve('Hi.')));
    const { fake, provider } = service(held);
    const { client } = clientOf(provider, { limits: { concurrency: 1 } });
    const other = clientOf({ ...provider }, { limits: { concurrency: 1 } }).client;
    const stranger = clientOf({ ...provider, account: keyDigest('another') }, { limits: { concurrency: 1 } }).client;
    const asked = [client.generate('a'), other.generate('b'), stranger.generate('c')];
    await settled();
    expect(fake.requests.map(({ messages }) => messages[0]?.content)).toEqual(['a', 'c']);
    release[0]?.();
    await settled();
    expect(fake.requests.length).toBe(3);
    for (const each of release) each();
    await Promise.all(asked);
  });

  it('release a slot when an answer ends, fails, or is left', async () => {
    const { fake, provider } = service((_, attempt) => (attempt === 1 ? refused() : 'One two three'));
    const { client } = clientOf(provider, { limits: { concurrency: 1 } });
    await thrown(client.generate('a'));
    for await (const _ of await client.generate({ prompt: 'b', stream: true })) break;
    await client.generate('c');
    await client.generate('d');
    expect(fake.requests.length).toBe(4);
  });

  it('come from Config if the client has none', async () => {
    Config.update({ limits: { requestsPerMinute: 1 } });
    const { fake, provider } = service();
    const asked = [clientOf(provider), clientOf(provider), clientOf(provider, { limits: { requestsPerMinute: 9 } })];
    const answers = asked.slice(0, 2).map(({ client }) => client.generate('a'));
    await settled();
    expect(fake.requests.length).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    await Promise.all(answers);
    await asked[2]?.client.generate('b');
    expect(fake.requests.length).toBe(3);
  });

  it('are rejected if they are invalid', async () => {
    const error = await thrown(() => clientOf(service().provider, { limits: { concurrency: 0 } }));
    expect(String(error)).toContain("'limits.concurrency' must be a whole number of at least 1");
  });

  it('report the waiting request, the reason and the delay', async () => {
    const { provider } = service();
    const { client, notices } = clientOf(provider, { limits: { requestsPerMinute: 1 } });
    const asked = Promise.all([client.generate('a'), client.generate('b')]);
    await settled();
    const wait = { type: 'wait', provider: 'fake', model: 'fake-1', reason: 'requests', delay: 60, queued: 0 };
    expect(notices).toEqual([{ ...wait, learned: {} }]);
    await vi.advanceTimersByTimeAsync(60_000);
    await asked;
  });

  it('count tokens by estimate first, and then by usage', async () => {
    const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
    const { fake, provider } = service(() => [{ type: 'text', text: 'Hi' }, fakeFinish({ usage })]);
    const { client } = clientOf(provider, { limits: { tokensPerMinute: 100 }, maxTokens: 90 });
    const asked = [client.generate('a'), client.generate('b')];
    await settled();
    await Promise.all(asked);
    expect(fake.requests.length).toBe(2);
  });

  it('count the wait towards the total timeout, but not towards the others', async () => {
    const { fake, provider } = service();
    const { client } = clientOf(provider, { limits: { requestsPerMinute: 1 } });
    await client.generate('a');
    const asked = client.generate({ prompt: 'b', timeout: { firstToken: 1 } });
    const late = thrown(client.generate({ prompt: 'c', timeout: 5 }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await asked).text).toBe('Hi.');
    expect(await late).toMatchObject({ kind: 'timeout', phase: 'total', attempts: [] });
    expect(fake.requests.length).toBe(2);
  });

  it('end the wait of an aborted request immediately', async () => {
    const { fake, provider } = service();
    const { client } = clientOf(provider, { limits: { requestsPerMinute: 1 } });
    await client.generate('a');
    const controller = new AbortController();
    const reason = new Error('stopped');
    const asked = thrown(client.generate({ prompt: 'b', signal: controller.signal }));
    await settled();
    controller.abort(reason);
    expect(await asked).toBe(reason);
    expect([fake.requests.length, vi.getTimerCount()]).toEqual([1, 0]);
  });
});

describe('A rate limit that the provider reports', () => {
  it('delays new requests until its end', async () => {
    const { fake, provider } = service((_, attempt) => (attempt === 1 ? refused(7) : 'Hi.'));
    await thrown(clientOf(provider).client.generate('a'));
    const { client, notices } = clientOf(provider, { maxRetries: 1 });
    const asked = clientOf(provider, { maxRetries: 1 }).client.generate('b');
    const third = client.generate('c');
    await vi.advanceTimersByTimeAsync(6900);
    expect(fake.requests.length).toBe(1);
    expect(notices).toMatchObject([{ type: 'wait', reason: 'rate_limit', delay: 7, queued: 1 }]);
    await vi.advanceTimersByTimeAsync(100);
    expect(fake.requests.length).toBe(2);
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all([asked, third]);
  });

  it('does not delay a client without retries', async () => {
    const { fake, provider } = service((_, attempt) => (attempt === 1 ? refused(7) : 'Hi.'));
    await thrown(clientOf(provider).client.generate('a'));
    const waits = clientOf(provider, { maxRetries: 1 }).client.generate('b');
    await settled();
    expect((await clientOf(provider).client.generate('c')).text).toBe('Hi.');
    expect((await clientOf(provider, { maxRetries: 3, enableRetries: false }).client.generate('d')).text).toBe('Hi.');
    expect(fake.requests.length).toBe(3);
    await vi.advanceTimersByTimeAsync(8000);
    await waits;
  });

  it('does not delay the refused call twice', async () => {
    const { fake, provider } = service((_, attempt) => (attempt === 1 ? refused(7) : 'Hi.'));
    const { client, notices } = clientOf(provider, { maxRetries: 1 });
    const asked = client.generate('a');
    await vi.advanceTimersByTimeAsync(7000);
    expect((await asked).text).toBe('Hi.');
    expect(notices.map(({ type }) => type)).toEqual(['retry']);
    expect(fake.requests.length).toBe(2);
  });

  it.each([
    ['exceeds the maximum delay', refused(61), {}],
    ['is an exceeded quota', providerError('quota_exceeded', 'Used up.', { provider: 'fake', retryAfter: 5 }), {}],
    ['is ignored by the options', refused(7), { limits: false as const }],
  ])('delays no request if it %s', async (_, error, options) => {
    const { fake, provider } = service((_, attempt) => (attempt === 1 ? error : 'Hi.'));
    await thrown(clientOf(provider).client.generate('a'));
    const { client } = clientOf(provider, { maxRetries: 1, ...options });
    expect((await client.generate('b')).text).toBe('Hi.');
    expect(fake.requests.length).toBe(2);
  });

  it.each<[RateLimit, number]>([
    [{ requests: { remaining: 0, reset: 3 } }, 3],
    [{ tokens: { remaining: 0, reset: 4 } }, 4],
    [{ requests: { remaining: 5, reset: 3 }, tokens: { remaining: 5000, reset: 4 } }, 0],
    [{ requests: { remaining: 0, reset: 3600 } }, 0],
    [{}, 0],
  ])('in headers counts too: %j', async (seen, seconds) => {
    const { fake, provider } = service((request) => {
      request.onRateLimit?.(seen);
      return 'Hi.';
    });
    const { client } = clientOf(provider, { maxRetries: 1 });
    await client.generate('a');
    const asked = client.generate('b');
    await vi.advanceTimersByTimeAsync(Math.max(0, seconds * 1000 - 100));
    expect(fake.requests.length).toBe(seconds === 0 ? 2 : 1);
    await vi.advanceTimersByTimeAsync(100);
    await asked;
  });

  it('of one model does not delay a fallback to another model', async () => {
    const { fake, provider } = service(({ model }) => (model === 'fake-1' ? refused(30) : 'Hi.'));
    const { client } = clientOf(provider, { fallback: [{ provider, model: 'small' }] });
    expect((await client.generate('a')).text).toBe('Hi.');
    expect(fake.requests.length).toBe(2);
  });
});

describe('The limit layer alone', () => {
  it('has its own limiter', async () => {
    const { fake } = service();
    const ask = (layer: ReturnType<typeof rateLimit>) =>
      readAll(layer(sampleRequest(), (request) => fake.generate(request)));
    const layer = rateLimit({ requestsPerMinute: 1 });
    await ask(layer);
    await ask(rateLimit({ requestsPerMinute: 1 }));
    void ask(layer);
    await settled();
    expect(fake.requests.length).toBe(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.requests.length).toBe(3);
  });
});
