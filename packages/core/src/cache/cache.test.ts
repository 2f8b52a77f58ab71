import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LLMClient } from '../client.ts';
import type { CacheStore } from '../contract/cache-store.ts';
import { ConfigurationError, providerError } from '../contract/errors.ts';
import type { FinishEvent, StreamEvent } from '../contract/events.ts';
import { compose, type Handler } from '../contract/middleware.ts';
import type { Notice } from '../contract/notice.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { collect } from '../stream/answer.ts';
import { type FakeAnswer, type FakeProvider, fakeFinish, fakeProvider } from '../testing/index.ts';
import { readAll, sampleRequest, thrown } from '../testing/samples.ts';
import { type CacheLayerOptions, cache } from './cache.ts';
import { headersDigest } from './cache-key.ts';
import { memoryStore } from './stores/memory-store.ts';
import { tieredStore } from './stores/tiered-store.ts';

afterEach(() => void vi.useRealTimers());

interface Cached {
  readonly ask: (fields?: Partial<GenerateRequest>) => Promise<GenerateResult>;
  readonly handler: Handler;
  readonly provider: FakeProvider;
  readonly store: CacheStore;
  readonly notices: Notice[];
}

/** Creates the cache layer over a fake provider. */
function cached(
  answer?: FakeAnswer | ((request: GenerateRequest, attempt: number) => FakeAnswer),
  options: Partial<CacheLayerOptions> = {},
): Cached {
  const provider = fakeProvider({ answer });
  const store = options.store ?? memoryStore();
  const handler = compose([cache({ store, ...options })], (request) => provider.generate(request));
  const notices: Notice[] = [];
  const notify = (notice: Notice): void => void notices.push(notice);
  return {
    ask: (fields) => collect(handler(sampleRequest({ notify, ...fields }))),
    handler,
    provider,
    store,
    notices,
  };
}

const statuses = (notices: readonly Notice[]): string[] =>
  notices.flatMap((notice) => (notice.type === 'cache' ? [notice.status] : []));

describe('a cached answer', () => {
  it('is requested once, and is returned plain or streamed', async () => {
    const { ask, provider, notices } = cached((_, attempt) => `Answer ${attempt}.`);
    const first = await ask();
    const whole = await ask();
    const streamed = await ask({ stream: true });
    expect(provider.requests).toHaveLength(1);
    expect(whole).toEqual({ ...first, cached: true });
    expect(streamed).toEqual(whole);
    expect(statuses(notices)).toEqual(['miss', 'hit', 'hit']);
    expect(new Set(notices.map((notice) => notice.type === 'cache' && notice.key)).size).toBe(1);
  });

  it('may come from a stream', async () => {
    const { ask, provider } = cached('One two three.');
    await ask({ stream: true });
    expect(await ask()).toMatchObject({ text: 'One two three.', cached: true });
    expect(provider.requests).toHaveLength(1);
  });

  it('has its usage, the saved cost, no cost and no attempts', async () => {
    const cost = { amount: 0.25, currency: 'USD', estimated: true };
    const attempts = [{ provider: 'fake', model: 'fake-1', startedAt: 1, duration: 1 }];
    const { ask } = cached([{ type: 'text', text: 'Hi' }, fakeFinish({ cost, attempts })]);
    expect(await ask()).toMatchObject({ cost, attempts, cached: false });
    const hit = await ask();
    expect(hit).toMatchObject({ cached: true, attempts: [], saved: cost, usage: fakeFinish().usage });
    expect(hit.cost).toEqual({ amount: 0, currency: 'USD', estimated: false });
  });

  it('has no cost if the cost was unknown', async () => {
    const { ask } = cached();
    await ask();
    expect(Object.keys(await ask())).not.toContain('saved');
    expect((await ask()).cost).toBe(undefined);
  });

  it('can be changed by the caller without an effect on other calls', async () => {
    const call = { type: 'tool-call', id: '1', name: 'f', arguments: { list: [1] } } as const;
    const { ask } = cached([call, fakeFinish({ finishReason: 'tool_calls' })]);
    for (let turn = 0; turn < 3; turn += 1) {
      const given = (await ask()).toolCalls.map((each) => each.arguments as { list: number[] });
      expect(given).toEqual([{ list: [1] }]);
      for (const { list } of given) list.push(2);
    }
  });
});

describe('an answer is stored', () => {
  const reasons = ['stop', 'length', 'tool_calls', 'content_filter', 'error', 'other'] as const;
  it.each(reasons)('depending on its finish reason: %s', async (finishReason) => {
    const { ask, provider } = cached([{ type: 'text', text: 'Hi' }, fakeFinish({ finishReason })]);
    await ask();
    await ask();
    const kept = ['stop', 'length', 'tool_calls'].includes(finishReason);
    expect(provider.requests).toHaveLength(kept ? 1 : 2);
  });

  const pieces: readonly StreamEvent[] = ['One ', 'two ', 'three.'].map((text) => ({ type: 'text', text }));
  const places = [0, 1, 2, 3];

  it.each(places)('but not if it failed after %i events', async (place) => {
    const cut = providerError('interrupted', 'It was cut.', { provider: 'fake' });
    const { ask, store, provider } = cached((_, attempt) =>
      attempt === 1 ? [...pieces.slice(0, place), cut] : [...pieces, fakeFinish()],
    );
    const set = vi.spyOn(store, 'set');
    expect(await thrown(ask())).toBe(cut);
    expect(set).not.toHaveBeenCalled();
    expect(await ask()).toMatchObject({ text: 'One two three.', cached: false });
    expect(provider.requests).toHaveLength(2);
  });

  it.each(places.slice(0, 3))('but not if its reader left %i events after the first', async (place) => {
    const { handler, store, provider } = cached([...pieces, fakeFinish()]);
    const set = vi.spyOn(store, 'set');
    const iterator = handler(sampleRequest({ stream: true }))[Symbol.asyncIterator]();
    for (let read = 0; read <= place; read += 1) await iterator.next();
    await iterator.return?.();
    expect(set).not.toHaveBeenCalled();
    expect(provider.abandoned).toBe(1);
  });

  it('but not if it was aborted', async () => {
    const controller = new AbortController();
    const { ask, store, provider } = cached(() => {
      controller.abort(new Error('enough'));
      return 'Too late.';
    });
    const set = vi.spyOn(store, 'set');
    expect(await thrown(ask({ signal: controller.signal }))).toEqual(new Error('enough'));
    expect(await thrown(ask({ signal: controller.signal }))).toEqual(new Error('enough'));
    expect(set).not.toHaveBeenCalled();
    expect(provider.requests).toHaveLength(1);
  });

  it('for the lifetime of the call, the store or Config, in this order', async () => {
    const asked: unknown[] = [];
    const store = (ttl?: number): CacheStore => ({ get: () => undefined, set: (...all) => asked.push(all[2]), ttl });
    await cached('Hi', { store: store(), ttl: 7 }).ask();
    await cached('Hi', { store: store(500), ttl: 7 }).ask();
    await cached('Hi', { store: store(500), ttl: 7 }).ask({ cache: { ttl: 1.0004 } });
    await cached('Hi', { store: store(), ttl: 7 }).ask({ cache: { ttl: 0 } });
    expect(asked).toEqual([7000, 500, 1001]);
  });

  it('until it expires, even in a store that ignores lifetimes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { ask, provider } = cached('Hi', { store: new Map(), ttl: 60 });
    await ask();
    vi.setSystemTime(Date.now() + 59_999);
    expect((await ask()).cached).toBe(true);
    vi.setSystemTime(Date.now() + 1);
    expect((await ask()).cached).toBe(false);
    expect(provider.requests).toHaveLength(2);
  });
});

describe('a single call', () => {
  it('can bypass the cache', async () => {
    const { ask, provider, store, notices } = cached();
    const set = vi.spyOn(store, 'set');
    await ask({ cache: false });
    await ask({ cache: false });
    expect([provider.requests.length, set.mock.calls.length, notices.length]).toEqual([2, 0, 0]);
  });

  it('can use the cache of a client that has turned it off', async () => {
    const { ask, provider } = cached('Hi', { enabled: false });
    await ask();
    await ask();
    expect(provider.requests).toHaveLength(2);
    await ask({ cache: true });
    expect((await ask({ cache: {} })).cached).toBe(true);
    expect(provider.requests).toHaveLength(3);
  });

  it('with refresh sends a request, and later calls get its answer', async () => {
    const { ask, notices } = cached((_, attempt) => `Answer ${attempt}.`);
    await ask();
    expect(await ask({ cache: { refresh: true } })).toMatchObject({ text: 'Answer 2.', cached: false });
    expect(await ask()).toMatchObject({ text: 'Answer 2.', cached: true });
    expect(statuses(notices)).toEqual(['miss', 'refresh', 'hit']);
  });

  it('uses only its namespace', async () => {
    const { ask, provider } = cached();
    await ask({ cache: { namespace: 'one' } });
    await ask({ cache: { namespace: 'two' } });
    await ask();
    expect((await ask({ cache: { namespace: 'one' } })).cached).toBe(true);
    expect(provider.requests).toHaveLength(3);
  });

  it('is sent every time if it has no JSON form', async () => {
    const { ask, provider } = cached();
    await ask({ providerOptions: { big: 1n } });
    await ask({ providerOptions: { big: 1n } });
    expect(provider.requests).toHaveLength(2);
  });
});

describe('a store', () => {
  const faults: Record<string, Partial<CacheStore>> = {
    'throws at get': {
      get: () => {
        throw new Error('broken');
      },
    },
    'rejects at get': { get: () => Promise.reject(new Error('broken')) },
    'throws at set': {
      set: () => {
        throw new Error('broken');
      },
    },
    'rejects at set': { set: () => Promise.reject(new Error('broken')) },
  };

  it.each(Object.entries(faults))('that %s fails no call, and causes one warning', async (what, fault) => {
    const map = new Map<string, unknown>();
    const store: CacheStore = { get: (key) => map.get(key), set: (key, value) => map.set(key, value), ...fault };
    const { ask, notices } = cached('Hi', { store });
    for (let turn = 0; turn < 3; turn += 1) expect(await ask()).toMatchObject({ text: 'Hi' });
    const action = what.endsWith('get') ? 'read' : 'written';
    expect(notices.filter(({ type }) => type === 'warning')).toEqual([
      { type: 'warning', message: `The cache store cannot be ${action}: broken. Requests continue without the cache.` },
    ]);
  });

  it('is not trusted: damaged entries never become answers, and never break a call', async () => {
    let stored: unknown;
    const set = vi.fn();
    const { ask } = cached('Hi', { store: { get: () => stored, set } });
    await ask();
    const good: { readonly answer: object } = set.mock.calls[0]?.[1];
    stored = good;
    expect(await ask()).toMatchObject({ text: 'Hi', cached: true });
    const damage = fc.oneof(
      fc.jsonValue(),
      fc
        .tuple(fc.constantFrom('v', 'key', 'expires', 'answer'), fc.jsonValue())
        .map(([name, value]) => ({ ...good, [name]: value })),
      fc
        .tuple(fc.constantFrom('content', 'finishReason', 'model', 'provider', 'usage', 'warnings'), fc.jsonValue())
        .map(([name, value]) => ({ ...good, answer: { ...good.answer, [name]: value } })),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (value) => {
        stored = value;
        const { text, usage, content } = await ask();
        expect([typeof text, typeof usage, Array.isArray(content)]).toEqual(['string', 'object', true]);
      }),
    );
  });
});

describe('any answer', () => {
  const word = fc.string({ unit: 'binary', maxLength: 20 });
  const data = fc.option(fc.dictionary(word, fc.jsonValue(), { maxKeys: 2 }), { nil: undefined });
  const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
  const providerData = data.map((value) => (value ? { providerData: JSON.parse(JSON.stringify(value)) } : {}));
  const base64 = fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  const media = fc.record({
    kind: fc.constantFrom('image' as const, 'audio' as const),
    mediaType: fc.constant('x/y'),
    data: base64,
  });
  const event: fc.Arbitrary<StreamEvent> = fc.oneof(
    fc
      .tuple(fc.constantFrom('text' as const, 'reasoning' as const), word, providerData)
      .map(([type, text, more]) => ({ type, text, ...more })),
    word.map((text): StreamEvent => ({ type: 'refusal', text })),
    fc
      .tuple(word, word, json, providerData)
      .map(([id, name, value, more]): StreamEvent => ({ type: 'tool-call', id, name, arguments: value, ...more })),
    media.map((fields): StreamEvent => ({ type: 'media', ...fields })),
  );
  const finish: fc.Arbitrary<FinishEvent> = fc
    .record({
      finishReason: fc.constantFrom('stop' as const, 'length' as const, 'tool_calls' as const),
      model: word,
      provider: word,
      usage: fc.record(
        {
          inputTokens: fc.nat({ max: 1e9 }),
          outputTokens: fc.nat({ max: 1e9 }),
          reasoningTokens: fc.nat({ max: 1e9 }),
        },
        { requiredKeys: [] },
      ),
      warnings: fc.array(word),
      id: word,
      finishReasonRaw: word,
    })
    .map((fields) => ({ type: 'finish', ...fields }));

  it('is restored unchanged, from memory and through JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event), finish, async (events, last) => {
        const map = new Map<string, string>();
        const text: CacheStore = {
          get: (key) => (map.has(key) ? JSON.parse(map.get(key) ?? '') : undefined),
          set: (key, value) => map.set(key, JSON.stringify(value)),
        };
        for (const store of [memoryStore(), text, new Map()]) {
          const { ask, handler, provider } = cached([...events, last], { store });
          const live = await ask();
          expect(await ask()).toEqual({ ...live, cached: true });
          const { events: replayed } = await readAll(handler(sampleRequest({ stream: true })));
          expect(replayed.filter(({ type }) => type === 'finish')).toHaveLength(1);
          expect(provider.requests).toHaveLength(1);
        }
      }),
    );
  });
});

describe('a stale answer', () => {
  const swr = { ttl: 60, staleWhileRevalidate: 600 };
  const later = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);

  it('is returned immediately if the call allows it, and is replaced for later calls', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { ask, provider, notices } = cached((_, attempt) => `Answer ${attempt}.`);
    await ask({ cache: swr });
    later(61);
    expect(await ask({ cache: swr })).toMatchObject({ text: 'Answer 1.', cached: true });
    await vi.waitFor(async () => expect(await ask({ cache: swr })).toMatchObject({ text: 'Answer 2.', cached: true }));
    expect(provider.requests).toHaveLength(2);
    expect(new Set(statuses(notices))).toEqual(new Set(['miss', 'stale', 'hit']));
  });

  it('is requested again by a call without staleWhileRevalidate, and by every call after it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { ask, notices } = cached((_, attempt) => `Answer ${attempt}.`);
    await ask({ cache: swr });
    later(61);
    expect(await ask({ cache: { ttl: 60 } })).toMatchObject({ text: 'Answer 2.', cached: false });
    await ask({ cache: { ...swr, refresh: true } });
    later(661);
    expect(await ask({ cache: swr })).toMatchObject({ text: 'Answer 4.', cached: false });
    expect(statuses(notices)).toEqual(['miss', 'miss', 'refresh', 'miss']);
  });

  it('is revalidated once for many calls, without the signal of any of them', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    let answer = (_: string): void => {};
    const slow = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const { store, handler, ask } = cached();
    await ask({ cache: swr });
    later(61);
    const signals: (AbortSignal | undefined)[] = [];
    const behind = compose([cache({ store })], async function* ({ signal }) {
      signals.push(signal);
      yield { type: 'text', text: await slow };
      yield fakeFinish();
    });
    const controller = new AbortController();
    const takers = Array.from({ length: 20 }, () =>
      collect(behind(sampleRequest({ cache: swr, signal: controller.signal }))),
    );
    expect((await Promise.all(takers)).every(({ cached }) => cached)).toBe(true);
    controller.abort();
    expect(signals).toHaveLength(1);
    expect(signals[0]?.aborted).toBe(false);
    answer('Fresh.');
    await vi.waitFor(async () =>
      expect(await collect(handler(sampleRequest({ cache: swr })))).toMatchObject({ text: 'Fresh.' }),
    );
  });

  it('stays if revalidation fails, without a notice', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const down = providerError('server', 'down', { provider: 'fake', retryable: false });
    const { ask, provider, notices } = cached((_, attempt) => (attempt === 1 ? 'Answer 1.' : [down]));
    await ask({ cache: swr });
    later(61);
    for (let tried = 2; tried < 5; tried += 1) {
      await vi.waitFor(async () => {
        expect(await ask({ cache: swr, stream: tried === 3 })).toMatchObject({ text: 'Answer 1.', cached: true });
        expect(provider.requests).toHaveLength(tried);
      });
    }
    expect(new Set(statuses(notices))).toEqual(new Set(['miss', 'stale']));
  });

  it('is stored in both tiers until it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const [near, far] = [memoryStore(), memoryStore()];
    const { ask } = cached(undefined, { store: tieredStore(near, far) });
    await ask({ cache: swr });
    near.clear?.();
    later(61);
    expect(await ask({ cache: swr })).toMatchObject({ cached: true });
  });
});

describe('a client', () => {
  it('caches in the given store if enabled, and reports it', async () => {
    const provider = fakeProvider();
    const cache = memoryStore();
    const client = new LLMClient({ provider, enableCache: true, cache });
    const first = await client.chat('Hi');
    client.conversation.clear();
    const second = await client.chat({ message: 'Hi', stream: true });
    expect([first.cached, (await second.result).cached]).toEqual([false, true]);
    expect(client.conversation.messages).toHaveLength(2);
    expect((await new LLMClient({ provider, cache }).generate('Hi')).cached).toBe(false);
    expect((await new LLMClient({ provider, cache }).generate({ prompt: 'Hi', cache: true })).cached).toBe(true);
  });

  it('stores answers to different headers separately', async () => {
    const cache = memoryStore();
    const ask = async (headers?: Readonly<Record<string, string>>): Promise<boolean> => {
      const provider = { ...fakeProvider(), headersDigest: headersDigest(headers) };
      return (await new LLMClient({ provider, enableCache: true, cache }).generate('Hi')).cached;
    };
    expect([await ask(), await ask({ 'X-Beta': 'one' }), await ask({ 'X-Beta': 'two' })]).toEqual([
      false,
      false,
      false,
    ]);
    expect([await ask({}), await ask({ 'x-beta': 'one' })]).toEqual([true, true]);
  });

  it('closes the provider stream before a loop that is left early ends', async () => {
    const provider = fakeProvider({ answer: 'One two three four.' });
    const client = new LLMClient({ provider, enableCache: true, cache: memoryStore() });
    for await (const _ of await client.generate({ prompt: 'Hi', stream: true })) break;
    expect(provider.abandoned).toBe(1);
    expect(provider.requests[0]?.signal?.aborted).toBe(true);
  });

  it('rejects an invalid store and unknown cache options', async () => {
    const provider = fakeProvider();
    expect(() => new LLMClient({ provider, cache: true as never })).toThrow(/must be a store with get and set/);
    const client = new LLMClient({ provider });
    const wrong = [{ tll: 1 }, { ttl: -1 }, { ttl: Number.NaN }, { refresh: 'yes' }, { namespace: 7 }, 'yes'];
    for (const cache of wrong) {
      await expect(client.generate({ prompt: 'Hi', cache: cache as never })).rejects.toThrow(ConfigurationError);
    }
    expect(provider.requests).toEqual([]);
  });

  it('does not disconnect a store that it was given', async () => {
    const disconnect = vi.fn();
    const client = new LLMClient({
      provider: fakeProvider(),
      enableCache: true,
      cache: { ...memoryStore(), disconnect },
    });
    await client.generate('Hi');
    await client.close();
    expect(disconnect).not.toHaveBeenCalled();
  });
});
