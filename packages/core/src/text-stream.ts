import { createAnswer } from './answer.ts';
import type { StreamEvent } from './events.ts';
import type { GenerateResult } from './request.ts';

/**
 * A streamed answer: loop over it for its text, or over `events()` for everything; await `result` for the whole.
 * It can be read once. Leaving a loop early closes the connection and rejects `result`.
 */
export interface TextStream extends AsyncIterable<string>, AsyncDisposable {
  /** The whole answer. Awaiting it reads the stream where nobody else does; a loop begun later still gets every piece. */
  readonly result: Promise<GenerateResult>;
  /** Everything that comes, typed, instead of the text alone. */
  events(): AsyncIterable<StreamEvent>;
}

/**
 * Makes the stream that callers hold.
 *
 * @param source the events; they are read only as fast as the caller takes them
 * @param complete has the last word on the result, at `finish`
 */
export function createTextStream(
  source: AsyncIterable<StreamEvent>,
  complete: (result: GenerateResult) => Promise<GenerateResult>,
): TextStream {
  const { promise: result, resolve, reject } = Promise.withResolvers<GenerateResult>();
  result.catch(() => {}); // whoever loops hears of the failure there; an unread `result` must not end the process
  const iterator = source[Symbol.asyncIterator]();
  const answer = createAnswer();
  const waiting: StreamEvent[] = [];
  let pulling: Promise<void> | undefined;
  let state: 'open' | 'ended' = 'open';
  let taken = false;

  async function pull(): Promise<void> {
    try {
      const { done, value } = await iterator.next();
      if (done) {
        state = 'ended';
        return;
      }
      answer.add(value);
      if (value.type === 'finish') resolve(await complete(answer.result() as GenerateResult));
      waiting.push(value);
    } catch (error) {
      state = 'ended';
      reject(error);
      throw error;
    } finally {
      pulling = undefined;
    }
  }
  const advance = (): Promise<void> => {
    pulling ??= pull();
    return pulling;
  };
  async function readAll(): Promise<void> {
    while (state === 'open' && !taken) await advance();
  }
  async function leave(): Promise<void> {
    if (state === 'ended') return;
    state = 'ended';
    reject(new DOMException('The stream was left before its end.', 'AbortError'));
    await iterator.return?.();
  }
  async function leaveLoop(): Promise<IteratorResult<StreamEvent>> {
    await leave();
    return { done: true, value: undefined };
  }
  async function next(): Promise<IteratorResult<StreamEvent>> {
    while (waiting.length === 0 && state === 'open') await advance();
    const value = waiting.shift();
    if (value) return { done: false, value };
    if (taken) await result; // a failure that was met while nobody looped is thrown here
    return { done: true, value: undefined };
  }
  function events(): AsyncIterable<StreamEvent> {
    if (taken) throw new Error('This stream was already read. Await `result` for the whole answer.');
    taken = true;
    const reader = { next, return: leaveLoop };
    return { [Symbol.asyncIterator]: () => reader };
  }

  return {
    get result() {
      if (!taken) readAll().catch(() => {});
      return result;
    },
    events,
    async *[Symbol.asyncIterator]() {
      for await (const event of events()) if (event.type === 'text' && event.text) yield event.text;
    },
    [Symbol.asyncDispose]: leave,
  };
}
