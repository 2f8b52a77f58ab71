import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LLMClient } from '../client.ts';
import { ProviderError, providerError, TimeoutError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import { compose, type Handler } from '../contract/middleware.ts';
import type { Notice } from '../contract/notice.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { collect } from '../stream/answer.ts';
import { fakeFinish, fakeProvider } from '../testing/index.ts';
import { never, readAll, sampleRequest, thrown } from '../testing/samples.ts';
import { cache } from './cache.ts';
import { memoryStore } from './stores/memory-store.ts';

const words = Array.from({ length: 30 }, (_, index) => `word-${index} `);
const whole = words.join('');

interface Paced {
  readonly provider: Provider;
  /** Requests that the provider received. */
  readonly requests: GenerateRequest[];
  /** Number of stream events that consumers have read. */
  readonly taken: () => number;
}

/** Returns a provider that streams one word per turn of the event loop. `fault` may return an error to throw. */
function paced(fault?: (attempt: number, piece: number) => Error | undefined): Paced {
  const requests: GenerateRequest[] = [];
  let taken = 0;
  async function* generate(request: GenerateRequest): AsyncGenerator<StreamEvent> {
    const attempt = requests.push(request);
    for (const [piece, text] of words.entries()) {
      await turn();
      request.signal?.throwIfAborted();
      const error = fault?.(attempt, piece);
      if (error) throw error;
      taken += 1;
      yield { type: 'text', text };
    }
    yield fakeFinish({ attempts: [{ provider: 'fake', model: 'fake-1', startedAt: 0, duration: 0 }] });
  }
  return { provider: { ...fakeProvider(), generate }, requests, taken: () => taken };
}

function layered({ provider }: Paced): Handler {
  return compose([cache({ store: memoryStore() })], (request) => provider.generate(request));
}

const ask = (handler: Handler, fields?: Partial<GenerateRequest>): Promise<GenerateResult> =>
  collect(handler(sampleRequest(fields)));

/** Starts a streamed request. Returns its iterator, so that a test can read one event at a time. */
function reading(handler: Handler, fields?: Partial<GenerateRequest>): AsyncIterator<StreamEvent> {
  return handler(sampleRequest({ stream: true, ...fields }))[Symbol.asyncIterator]();
}

const turns = async (count: number): Promise<void> => {
  for (let passed = 0; passed < count; passed += 1) await turn();
};

interface Caller {
  readonly delay: number;
  readonly pace: number;
  readonly leaves: number | undefined;
  readonly by: 'abort' | 'break';
}

async function readSlowly(handler: Handler, { delay, pace, leaves, by }: Caller): Promise<void> {
  await turns(delay);
  const controller = new AbortController();
  const reason = new Error('left');
  let text = '';
  let pieces = 0;
  try {
    for await (const event of handler(sampleRequest({ stream: true, signal: controller.signal }))) {
      if (event.type === 'text') text += event.text;
      if (pieces === leaves && by === 'break') return;
      if (pieces === leaves) controller.abort(reason);
      pieces += 1;
      await turns(pace);
    }
  } catch (error) {
    expect([error, by]).toEqual([reason, 'abort']);
    return;
  }
  expect([text, leaves]).toEqual([whole, undefined]);
}

async function wait(handler: Handler, { delay, leaves }: Caller): Promise<void> {
  await turns(delay);
  const controller = new AbortController();
  const reason = new Error('left');
  const answer = ask(handler, { signal: controller.signal }).then(
    ({ text }) => text,
    (error: unknown) => error,
  );
  if (leaves !== undefined) void turns(leaves).then(() => controller.abort(reason));
  expect(leaves === undefined ? [whole] : [whole, reason]).toContainEqual(await answer);
}

describe('identical concurrent calls', () => {
  it('make one request in any mode, and all get the whole answer', async () => {
    const upstream = paced();
    const handler = layered(upstream);
    const calls = Array.from({ length: 1000 }, (_, index) => ask(handler, { stream: index % 2 === 0 }));
    const answers = await Promise.all(calls);
    expect(upstream.requests).toHaveLength(1);
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([whole]));
    expect(answers.filter(({ cached }) => !cached)).toHaveLength(1);
    expect(answers.flatMap(({ attempts }) => attempts)).toHaveLength(1);
  });

  it('make one request, and each remaining reader gets the whole answer at its own speed', async () => {
    const caller = fc.record({
      stream: fc.boolean(),
      /** Turns of the event loop before the request (`delay`) and between two events (`pace`). */
      delay: fc.nat(20),
      pace: fc.nat(3),
      /** Number of events after which a stream is left, or of turns after which a plain call is aborted. */
      leaves: fc.option(fc.nat(words.length - 2), { nil: undefined, freq: 2 }),
      by: fc.constantFrom('abort' as const, 'break' as const),
    });
    const stays = { stream: true, delay: 0, pace: 0, leaves: undefined, by: 'break' as const };
    const property = fc.asyncProperty(fc.array(caller, { minLength: 99, maxLength: 99 }), async (callers) => {
      const upstream = paced();
      const handler = layered(upstream);
      await Promise.all(
        [stays, ...callers].map((each) => (each.stream ? readSlowly(handler, each) : wait(handler, each))),
      );
      expect(upstream.requests).toHaveLength(1);
    });
    await fc.assert(property, { numRuns: 20 });
  });

  it('immediately send the earlier events to a caller that joins late', async () => {
    const upstream = paced();
    const handler = layered(upstream);
    const early = reading(handler);
    for (let piece = 0; piece < 10; piece += 1) await early.next();
    const late = reading(handler);
    for (let piece = 0; piece < 10; piece += 1) {
      expect((await late.next()).value).toEqual({ type: 'text', text: words[piece] });
    }
    expect(upstream.taken()).toBe(10);
    expect((await readAll({ [Symbol.asyncIterator]: () => late })).events.at(-1)).toMatchObject({ type: 'finish' });
    expect((await readAll({ [Symbol.asyncIterator]: () => early })).events).toHaveLength(words.length - 10 + 1);
    expect(upstream.requests).toHaveLength(1);
  });

  it('read the request at the speed of the fastest reader, and not ahead of it', async () => {
    const upstream = paced();
    const handler = layered(upstream);
    const slow = reading(handler);
    await slow.next();
    await turns(20);
    expect(upstream.taken()).toBe(1);
    expect((await ask(handler)).text).toBe(whole);
    expect((await slow.next()).value).toEqual({ type: 'text', text: words[1] });
    await slow.return?.();
  });

  it('report the attempts to one reader: the first remaining one', async () => {
    const handler = layered(paced());
    const first = reading(handler);
    await first.next();
    const second = ask(handler);
    await turns(3);
    await first.return?.();
    expect(await second).toMatchObject({ cached: false, attempts: [{ provider: 'fake' }] });
  });

  it('end immediately for a reader that aborts, with its reason', async () => {
    const upstream = paced();
    const handler = layered(upstream);
    const controllers = [new AbortController(), new AbortController()];
    const calls = controllers.map(({ signal }) => thrown(ask(handler, { signal })));
    const stayed = ask(handler);
    await turns(5);
    controllers[0]?.abort(new Error('first'));
    expect(await calls[0]).toEqual(new Error('first'));
    controllers[1]?.abort('a word');
    expect(await calls[1]).toBe('a word');
    expect((await stayed).text).toBe(whole);
  });

  it('cancel the request when the last reader leaves, and a later call sends a new one', async () => {
    const upstream = paced();
    const handler = layered(upstream);
    const controller = new AbortController();
    const call = thrown(ask(handler, { signal: controller.signal }));
    const left = reading(handler);
    await left.next();
    await left.return?.();
    expect(upstream.requests[0]?.signal?.aborted).toBe(false);
    controller.abort(new Error('enough'));
    expect(upstream.requests[0]?.signal?.reason).toEqual(new Error('enough'));
    expect(await call).toEqual(new Error('enough'));
    expect((await ask(handler)).text).toBe(whole);
    expect(upstream.requests).toHaveLength(2);
  });

  it('end immediately if the provider ignores aborts', async () => {
    const deaf: Handler = async function* () {
      yield { type: 'text', text: 'One' };
      await never;
    };
    const handler = compose([cache({ store: memoryStore() })], deaf);
    const controller = new AbortController();
    const call = thrown(ask(handler, { signal: controller.signal }));
    await turns(3);
    controller.abort(new Error('enough'));
    expect(await call).toEqual(new Error('enough'));
  });

  it('all receive the failure and the notices of the retries before it', async () => {
    const down = providerError('overloaded', 'Busy.', { provider: 'fake' });
    const provider = fakeProvider({ answer: down });
    const client = new LLMClient({ provider, enableCache: true, cache: memoryStore(), maxRetries: 2, baseDelay: 0 });
    const notices: Notice[][] = [[], [], []];
    const calls = notices.map((heard) => thrown(client.generate({ prompt: 'Hi', notify: (each) => heard.push(each) })));
    for (const error of await Promise.all(calls)) {
      expect(error).toBeInstanceOf(ProviderError);
      expect((error as ProviderError).attempts).toHaveLength(3);
    }
    expect(provider.requests).toHaveLength(3);
    const types = ['cache', 'retry', 'retry'];
    expect(notices.map((heard) => heard.map(({ type }) => type))).toEqual([types, types, types]);
  });

  it('are not affected by a listener of another call that throws', async () => {
    const provider = fakeProvider({
      answer: (_, attempt) => (attempt === 1 ? providerError('overloaded', 'Busy.', { provider: 'fake' }) : 'Hi.'),
    });
    const client = new LLMClient({ provider, enableCache: true, cache: memoryStore(), baseDelay: 0 });
    const notify = ({ type }: Notice): void => {
      if (type === 'retry') throw new Error('listener');
    };
    const calls = [client.generate({ prompt: 'Hi', notify }), client.generate('Hi')];
    const [bad, good] = await Promise.allSettled(calls);
    expect(bad).toMatchObject({ status: 'rejected', reason: new Error('listener') });
    expect(good).toMatchObject({ value: { text: 'Hi.' } });
  });

  it('do not share a request if their retry limits differ', async () => {
    const upstream = paced();
    const handler = layered(upstream);
    await Promise.all([ask(handler), ask(handler, { timeout: { idle: 1 } }), ask(handler, { timeout: { total: 9 } })]);
    expect(upstream.requests).toHaveLength(2);
  });

  it('have separate deadlines, and the error of the last one contains the attempts', async () => {
    const busy = providerError('overloaded', 'Busy.', { provider: 'fake', retryAfter: 30 });
    const client = new LLMClient({ provider: fakeProvider({ answer: busy }), enableCache: true, cache: memoryStore() });
    const calls = [0.01, 0.03].map((total) => thrown(client.generate({ prompt: 'Hi', timeout: { total } })));
    const [first, last] = await Promise.all(calls);
    expect(first).toBeInstanceOf(TimeoutError);
    expect(last).toBeInstanceOf(TimeoutError);
    expect((last as TimeoutError).attempts).toHaveLength(1);
  });

  it('send a new request for a whole answer if the joined stream was interrupted', async () => {
    const cut = providerError('interrupted', 'It was cut.', { provider: 'fake' });
    const upstream = paced((attempt, piece) => (attempt === 1 && piece === 5 ? cut : undefined));
    const handler = layered(upstream);
    const streamed = readAll(handler(sampleRequest({ stream: true })));
    const joined = ask(handler);
    expect((await streamed).error).toBe(cut);
    expect(await joined).toMatchObject({ text: whole, cached: false });
    expect(upstream.requests).toHaveLength(2);
  });

  it('read the store once', async () => {
    const found = Promise.withResolvers<undefined>();
    const store = { get: vi.fn(() => found.promise), set: vi.fn() };
    const upstream = paced();
    const handler = compose([cache({ store })], (request) => upstream.provider.generate(request));
    const calls = Array.from({ length: 10 }, () => ask(handler));
    const controller = new AbortController();
    const impatient = thrown(ask(handler, { signal: controller.signal }));
    await turns(2);
    controller.abort(new Error('enough'));
    expect(await impatient).toEqual(new Error('enough'));
    found.resolve(undefined);
    await Promise.all(calls);
    expect([store.get.mock.calls.length, store.set.mock.calls.length, upstream.requests.length]).toEqual([1, 1, 1]);
  });

  it('leave no listener on their signal and no timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    const handler = layered(paced());
    const { signal } = new AbortController();
    const left = reading(handler, { signal });
    await left.next();
    await Promise.all([ask(handler, { signal }), ask(handler, { signal, stream: true }), left.return?.()]);
    await ask(handler, { signal });
    expect([getEventListeners(signal, 'abort').length, vi.getTimerCount()]).toEqual([0, 0]);
    vi.useRealTimers();
  });
});
