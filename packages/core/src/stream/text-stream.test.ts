import { getEventListeners } from 'node:events';
import { ReadableStream } from 'node:stream/web';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/events.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { fakeFinish } from '../testing/index.ts';
import { never, readAll, type ScriptedSource, sampleRequest, scriptedSource, thrown } from '../testing/samples.ts';
import type { Complete } from './stream-reader.ts';
import { openTextStream, type TextStream } from './text-stream.ts';

const text = (text: string) => ({ type: 'text', text }) as const;
const thought = { type: 'reasoning', text: 'Hm.' } as const;
const hello = [thought, text('Hello '), text(''), text('there'), text('.'), fakeFinish()];
const cut = new Error('cut');
const left = { name: 'AbortError', message: 'The stream was left before its end.' };

const open = (
  source: ScriptedSource,
  complete: Complete = async (result) => result,
  request: GenerateRequest = sampleRequest({ stream: true }),
): Promise<TextStream> => openTextStream(request, () => source, complete);

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

describe('a text stream that is read ahead of its reader', () => {
  const pieces = (count: number) => Array.from({ length: count }, (_, index) => text(`${index} `));

  it.each([0, 1, 2, 5, 19])('yields every chunk in order, the first %i of them before that', async (before) => {
    const stream = await open(scriptedSource([...pieces(20), fakeFinish()]));
    const reader = stream[Symbol.asyncIterator]();
    const seen: string[] = [];
    for (let index = 0; index < before; index += 1) seen.push((await reader.next()).value as string);
    stream['~readOn']();
    const { text: whole } = await stream.result;
    for (let next = await reader.next(); !next.done; next = await reader.next()) seen.push(next.value);
    expect([seen.length, seen.join('')]).toEqual([20, whole]);
  });

  it('can be left by its reader', async () => {
    const source = scriptedSource([...pieces(3), never, fakeFinish()]);
    const stream = await open(source);
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    stream['~readOn']();
    await reader.return?.();
    expect([await thrown(stream.result), source.closed]).toMatchObject([left, 1]);
  });

  it('takes linear time for many chunks', async () => {
    // In quadratic time, 100,000 events would exceed the time limit of the test.
    const stream = await open(scriptedSource([...pieces(100_000), fakeFinish()]));
    expect((await stream.result).text.length).toBe(588_890);
  });
});

describe('a text stream', () => {
  it('yields the text to a loop, and then returns the result', async () => {
    const stream = await open(scriptedSource(hello));
    expect((await readAll(stream)).events).toEqual(['Hello ', 'there', '.']);
    expect(await stream.result).toMatchObject({ text: 'Hello there.', reasoning: 'Hm.' });
  });

  it('yields typed events to a loop over them', async () => {
    const stream = await open(scriptedSource(hello));
    expect((await readAll(stream.events())).events).toEqual(hello);
    expect((await stream.result).text).toBe('Hello there.');
  });

  it('returns the result without a loop', async () => {
    const source = scriptedSource(hello);
    expect((await (await open(source)).result).text).toBe('Hello there.');
  });

  it('yields every chunk to a loop that starts after the result was requested or complete', async () => {
    const asked = await open(scriptedSource(hello));
    const { result } = asked;
    expect((await readAll(asked)).events).toEqual(['Hello ', 'there', '.']);
    expect((await result).text).toBe('Hello there.');
    const done = await open(scriptedSource(hello));
    await done.result;
    expect((await readAll(done.events())).events).toEqual(hello);
  });

  it('serves a loop and the result at the same time, in any order', async () => {
    const one = await open(scriptedSource(hello));
    const [result, pieces] = await Promise.all([one.result, readAll(one)]);
    const other = await open(scriptedSource(hello));
    const [otherPieces, otherResult] = await Promise.all([readAll(other), other.result]);
    expect([result.text, otherResult.text]).toEqual(['Hello there.', 'Hello there.']);
    expect([pieces, otherPieces]).toEqual([{ events: ['Hello ', 'there', '.'] }, { events: ['Hello ', 'there', '.'] }]);
  });

  it('reads no faster than its reader', async () => {
    const source = scriptedSource(hello);
    const stream = await open(source);
    expect(source.taken).toBe(1);
    for await (const _ of stream) {
      await new Promise((resolve) => setImmediate(resolve));
      expect(source.taken).toBe(2);
      break;
    }
  });

  it('answers concurrent calls of next in order', async () => {
    const iterator = (await open(scriptedSource(hello))).events()[Symbol.asyncIterator]();
    const all = await Promise.all(Array.from({ length: hello.length + 2 }, () => iterator.next()));
    expect(all.map(({ value }) => value)).toEqual([...hello, undefined, undefined]);
  });

  it('can be read once', async () => {
    const stream = await open(scriptedSource(hello));
    await readAll(stream);
    expect(await thrown(readAll(stream).then(({ error }) => Promise.reject(error)))).toMatchObject({
      message: expect.stringContaining('already read'),
    });
    expect(() => stream.events()).toThrow('already read');
    expect((await stream.result).text).toBe('Hello there.');
  });
});

describe('a text stream that fails', () => {
  it('does not open without a first event, and leaves no listener', async () => {
    const { signal } = new AbortController();
    const request = sampleRequest({ stream: true, signal });
    expect(await thrown(open(scriptedSource([cut]), undefined, request))).toBe(cut);
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });

  it('throws from the loop after the received chunks, and rejects the result', async () => {
    const source = scriptedSource([text('Half'), cut]);
    const stream = await open(source);
    expect(await readAll(stream)).toEqual({ events: ['Half'], error: cut });
    expect(await thrown(stream.result)).toBe(cut);
    expect(source.closed).toBe(1);
  });

  it('throws from a loop that starts after the failure', async () => {
    const stream = await open(scriptedSource([text('Half'), cut]));
    expect(await thrown(stream.result)).toBe(cut);
    expect(await readAll(stream)).toEqual({ events: ['Half'], error: cut });
  });

  it('fails if the events end without a finish, instead of waiting forever', async () => {
    const stream = await open(scriptedSource([text('Half')]));
    const error = new Error(
      "The events ended without a finish event. A provider or layer must yield 'finish' as its last event.",
    );
    expect(await readAll(stream)).toEqual({ events: ['Half'], error });
    expect(await thrown(stream.result)).toEqual(error);
    expect(await thrown((await open(scriptedSource([]))).result)).toEqual(error);
  });

  it('fails if the result is rejected at the end, and closes its source', async () => {
    const refused = new Error('not of the schema');
    const refuse = async (): Promise<GenerateResult> => {
      throw refused;
    };
    const source = scriptedSource(hello);
    const stream = await open(source, refuse);
    expect(await readAll(stream)).toEqual({ events: ['Hello ', 'there', '.'], error: refused });
    expect(await thrown(stream.result)).toBe(refused);
    expect(source.closed).toBe(1);
    expect(await thrown((await open(scriptedSource(hello), refuse)).result)).toBe(refused);
  });
});

describe('a text stream that is left', () => {
  it('closes its source and rejects the result', async () => {
    const { signal } = new AbortController();
    const source = scriptedSource(hello);
    const stream = await open(source, undefined, sampleRequest({ stream: true, signal }));
    for await (const _ of stream) break;
    expect([source.closed, source.taken]).toEqual([1, 2]);
    expect(await thrown(stream.result)).toMatchObject(left);
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });

  it('closes its source when it is disposed of unread', async () => {
    const source = scriptedSource(hello);
    {
      await using stream = await open(source);
      expect(stream).toBeDefined();
    }
    expect([source.closed, source.taken]).toEqual([1, 1]);
  });

  it('closes its source through an iterator that was never read', async () => {
    const source = scriptedSource(hello);
    const iterator = (await open(source))[Symbol.asyncIterator]();
    await iterator.return?.();
    expect(source.closed).toBe(1);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('keeps its result when it is left or disposed of after its end', async () => {
    const source = scriptedSource(hello);
    const stream = await open(source);
    await readAll(stream);
    await stream[Symbol.asyncDispose]();
    expect(source.closed).toBe(0);
    expect((await stream.result).text).toBe('Hello there.');
  });

  async function waiting() {
    const source = scriptedSource([thought, never, ...hello]);
    const signals: AbortSignal[] = [];
    const handler = ({ signal }: GenerateRequest) => {
      if (signal) signals.push(signal);
      return source;
    };
    const stream = await openTextStream(sampleRequest({ stream: true }), handler, async (result) => result);
    return { stream, outcome: () => [source.closed, signals[0]?.aborted] };
  }

  it('ends immediately when it is disposed of while it waits for a chunk', async () => {
    const { stream, outcome } = await waiting();
    const result = thrown(stream.result);
    await stream[Symbol.asyncDispose]();
    expect(outcome()).toEqual([1, true]);
    expect(await result).toMatchObject(left);
  });

  it('ends immediately when its reader leaves during a read', async () => {
    const { stream, outcome } = await waiting();
    const iterator = stream[Symbol.asyncIterator]();
    const reading = thrown(Promise.resolve(iterator.next()));
    await iterator.return?.();
    expect(outcome()).toEqual([1, true]);
    expect(await reading).toMatchObject(left);
    expect(await thrown(stream.result)).toMatchObject(left);
  });

  it('ends immediately when its web stream is cancelled', async () => {
    const { stream, outcome } = await waiting();
    const web = ReadableStream.from(stream).getReader();
    const reading = web.read();
    await web.cancel();
    expect(outcome()).toEqual([1, true]);
    expect(await reading).toEqual({ done: true, value: undefined });
  });

  it('ignores an answer that arrives later', async () => {
    const late = Promise.withResolvers<undefined>();
    const completed: GenerateResult[] = [];
    const stream = await open(scriptedSource([thought, late.promise, fakeFinish()]), async (result) => {
      completed.push(result);
      return result;
    });
    const result = thrown(stream.result);
    await stream[Symbol.asyncDispose]();
    late.resolve(undefined);
    expect(await result).toMatchObject(left);
    expect(completed).toEqual([]);
  });

  it("ends with the caller's reason when the caller aborts, though the source is deaf", async () => {
    const controller = new AbortController();
    const source = scriptedSource([text('Half'), never]);
    const stream = await open(source, undefined, sampleRequest({ stream: true, signal: controller.signal }));
    const read = readAll(stream);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(cut);
    expect(await read).toEqual({ events: ['Half'], error: cut });
    expect(await thrown(stream.result)).toBe(cut);
    expect(source.closed).toBe(1);
    expect(getEventListeners(controller.signal, 'abort').length).toBe(0);
  });
});

describe('the request of a text stream', () => {
  it('is frozen, and equals that of the caller except for its signal', async () => {
    const seen: GenerateRequest[] = [];
    const handler = (request: GenerateRequest): AsyncIterable<StreamEvent> => {
      seen.push(request);
      return scriptedSource(hello);
    };
    const request = sampleRequest({ stream: true, temperature: 0.5 });
    await openTextStream(request, handler, async (result) => result);
    expect(seen[0]).toEqual({ ...request, signal: expect.any(AbortSignal) });
    expect(Object.isFrozen(seen[0])).toBe(true);
  });
});
