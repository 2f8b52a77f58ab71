import { getEventListeners } from 'node:events';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ProviderError, providerError, TimeoutError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import { compose } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type Batch, fromBatches } from '../stream/batches.ts';
import { fakeFinish, fakeProvider } from '../testing/index.ts';
import { never, readAll, sampleRequest, scriptedSource, thrown } from '../testing/samples.ts';
import { deadline } from './deadline.ts';
import { retry } from './retry.ts';
import { timeout } from './timeout.ts';

const text = (text: string) => ({ type: 'text', text }) as const;
const after = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// Loaded in advance: the retry loop imports it at its first use, which does not finish while the timers are faked.
beforeAll(() => import('exponential-backoff'));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Real `setImmediate`, saved before the timers are faked. It lets imports finish. */
const { setImmediate: nextTurn } = globalThis;

/** Returns the outcome of a read after `seconds` of fake time. @throws Error if the read is still pending */
async function within(seconds: number, read: Promise<{ events: StreamEvent[]; error?: unknown }>) {
  let outcome: Awaited<typeof read> | undefined;
  void read.then((value) => {
    outcome = value;
  });
  const steps = Math.min(10, seconds);
  for (let step = 0; step < steps; step += 1) {
    await vi.advanceTimersByTimeAsync((seconds * 1000) / steps);
    for (let turn = 0; turn < 50 && !outcome; turn += 1) await new Promise<void>((resolve) => nextTurn(resolve));
  }
  if (!outcome) throw new Error('still reading');
  return outcome;
}

describe('timeout', () => {
  it('does not end a long answer without pauses', async () => {
    const steps = Array.from({ length: 9 }, () => [text('a'), after(50)]).flat();
    const source = scriptedSource([after(500), ...steps, fakeFinish()]);
    const read = readAll(timeout()(sampleRequest(), () => source));
    const { events, error } = await within(1000, read);
    expect([events.length, error]).toEqual([10, undefined]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['by default', {}, {}, 600],
    ['by its own options', { firstToken: 5 }, {}, 5],
    ['by the request', { firstToken: 5 }, { firstToken: 2 }, 2],
  ])('ends an answer without first content, %s', async (_, defaults, limits, seconds) => {
    const source = scriptedSource([never]);
    const signals: (AbortSignal | undefined)[] = [];
    const read = readAll(
      timeout(defaults)(sampleRequest({ timeout: limits }), ({ signal }) => {
        signals.push(signal);
        return source;
      }),
    );
    await vi.advanceTimersByTimeAsync(seconds * 1000 - 1);
    expect(signals[0]?.aborted).toBe(false);
    const { error } = await within(0.001, read);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ kind: 'timeout', phase: 'firstToken', retryable: true, provider: 'fake' });
    expect(String(error)).toContain(`within ${seconds} s (option timeout.firstToken)`);
    expect([signals[0]?.aborted, source.closed]).toEqual([true, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends a stream that stops in the middle, and returns the partial answer', async () => {
    const source = scriptedSource([text('Half '), after(59), text('an'), never]);
    const read = readAll(timeout()(sampleRequest(), () => source));
    await vi.advanceTimersByTimeAsync(59_000 + 59_999);
    const { events, error } = await within(0.001, read);
    expect(events).toEqual([text('Half '), text('an')]);
    expect(error).toMatchObject({ phase: 'idle', retryable: true, partial: { text: 'Half an' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends a whole answer whose source hangs after its finish', async () => {
    async function* hanging(): AsyncGenerator<Batch> {
      yield [text('whole'), fakeFinish()];
      await never;
    }
    const read = readAll(timeout()(sampleRequest({ stream: false }), () => fromBatches(hanging())));
    expect((await within(600, read)).error).toMatchObject({ phase: 'firstToken', partial: { text: 'whole' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ignores the time of a slow reader, and then measures the source again', async () => {
    const source = scriptedSource([text('a'), text('b'), never]);
    const events = timeout({ idle: 10 })(sampleRequest(), () => source)[Symbol.asyncIterator]();
    expect((await events.next()).value).toEqual(text('a'));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect((await events.next()).value).toEqual(text('b'));
    await vi.advanceTimersByTimeAsync(3_600_000);
    const last = thrown(Promise.resolve(events.next()));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await last).toMatchObject({ phase: 'idle' });
  });

  it('treats Infinity as no limit', async () => {
    const source = scriptedSource([after(86_400), text('a'), after(86_400), fakeFinish()]);
    const limits = { firstToken: Number.POSITIVE_INFINITY, idle: Number.POSITIVE_INFINITY };
    const { events, error } = await within(
      200_000,
      readAll(timeout()(sampleRequest({ timeout: limits }), () => source)),
    );
    expect([events.length, error]).toEqual([2, undefined]);
  });

  it("ends with the caller's reason when the caller aborts, though the source is deaf", async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const read = readAll(
      timeout()(sampleRequest({ signal: controller.signal }), () => scriptedSource([text('a'), never])),
    );
    await vi.advanceTimersByTimeAsync(1000);
    controller.abort(reason);
    expect((await read).error).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort').length).toBe(0);
  });

  it('closes the source and its timer when its reader leaves', async () => {
    const source = scriptedSource([text('a'), text('b')]);
    const { signal } = new AbortController();
    for await (const _ of timeout()(sampleRequest({ signal }), () => source)) break;
    expect(source.closed).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });

  it('adds the partial answer to an error of a provider without one', async () => {
    const failure = providerError('interrupted', 'cut', { provider: 'fake', requestId: 'r1' });
    const { error } = await readAll(timeout()(sampleRequest(), () => scriptedSource([text('Half'), failure])));
    expect(error).toMatchObject({ kind: 'interrupted', requestId: 'r1', partial: { text: 'Half' } });
    const partial = { text: 'its own', content: [] };
    const knowing = providerError('interrupted', 'cut', { provider: 'fake', partial });
    expect(await readAll(timeout()(sampleRequest(), () => scriptedSource([text('Half'), knowing])))).toMatchObject({
      error: { partial },
    });
    const plain = new Error('a bug');
    expect((await readAll(timeout()(sampleRequest(), () => scriptedSource([text('Half'), plain])))).error).toBe(plain);
  });
});

describe('deadline', () => {
  const failing = () => providerError('server', 'down', { provider: 'fake' });
  const layers = (answer: (request: GenerateRequest) => AsyncIterable<StreamEvent>, maxRetries = 100) =>
    compose([deadline(), retry({ maxRetries, jitter: false }), timeout()], answer);

  it('does not exist without a total timeout', async () => {
    const provider = fakeProvider();
    const request = sampleRequest({ timeout: { idle: 5 } });
    const seen: GenerateRequest[] = [];
    const next = (asked: GenerateRequest) => {
      seen.push(asked);
      return provider.generate(asked);
    };
    await readAll(deadline()(request, next));
    expect(seen[0]).toBe(request);
  });

  it('does not affect an answer in time, and leaves no timer', async () => {
    const { events, error } = await readAll(
      layers(() => scriptedSource([text('a'), fakeFinish()]))(sampleRequest({ timeout: { total: 5 } })),
    );
    expect([events.length, error]).toEqual([2, undefined]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('covers retries and waits, and lists the attempts', async () => {
    const provider = fakeProvider({ answer: failing });
    const read = readAll(layers((request) => provider.generate(request))(sampleRequest({ timeout: { total: 5 } })));
    const { error } = await within(5, read);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: 'total', retryable: false });
    expect((error as ProviderError).attempts.map(({ error, wait }) => [error, wait])).toEqual([
      ['server', 1],
      ['server', 2],
      ['server', 4],
    ]);
    expect(provider.requests.length).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([true, false])('ends an attempt in progress, with the partial answer (stream: %s)', async (stream) => {
    const source = scriptedSource([text('Half'), never]);
    const read = readAll(layers(() => source)(sampleRequest({ stream, timeout: { total: 5 } })));
    const { error } = await within(5, read);
    expect(error).toMatchObject({ phase: 'total', partial: { text: 'Half' }, attempts: [{ error: 'timeout' }] });
    expect(source.closed).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects a read after its end', async () => {
    const source = scriptedSource([text('a'), text('b'), fakeFinish()]);
    const events = layers(() => source)(sampleRequest({ stream: true, timeout: { total: 5 } }))[Symbol.asyncIterator]();
    await events.next();
    await vi.advanceTimersByTimeAsync(5000);
    expect(await thrown(Promise.resolve(events.next()))).toMatchObject({ phase: 'total' });
  });

  it("gives the caller's own reason when the caller aborts", async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const { signal } = controller;
    const read = readAll(layers(() => scriptedSource([never]))(sampleRequest({ signal, timeout: { total: 5 } })));
    await vi.advanceTimersByTimeAsync(1000);
    controller.abort(reason);
    expect((await read).error).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });
});
