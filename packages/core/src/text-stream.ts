import { createAnswer } from './answer.ts';
import { type Batch, toBatches } from './batches.ts';
import type { StreamEvent } from './events.ts';
import { type GuardedRead, guardRead } from './guarded-read.ts';
import type { ContentPart } from './message.ts';
import type { Handler } from './pipeline.ts';
import type { GenerateRequest, GenerateResult } from './request.ts';
import { peek } from './settle.ts';

/**
 * A streamed answer: loop over it for its text, or over `events()` for everything; await `result` for the whole.
 * It can be read once. Leaving a loop early closes the connection and rejects `result`.
 */
export interface TextStream extends AsyncIterable<string>, AsyncDisposable {
  /** The whole answer. Awaiting it reads the stream where nobody else does; a loop begun later still gets every piece. */
  readonly result: Promise<GenerateResult>;
  /** Everything that comes, typed, instead of the text alone. */
  events(): AsyncIterable<StreamEvent>;
  /** Reads to the end, also where a loop has begun, which still gets every piece. For a conversation alone. @internal */
  '~readOn'(): void;
}

/** Has the last word on a result, at `finish`. */
export type Complete = (result: GenerateResult) => Promise<GenerateResult>;

/** Hears why there is no result, and what had come. */
export type Failed = (error: unknown, content: readonly ContentPart[]) => void;

/**
 * Asks, and gives the stream once its first event is here.
 *
 * @throws what the handler throws before its first event
 */
export async function openTextStream(
  request: GenerateRequest,
  handler: Handler,
  complete: Complete,
  failed: Failed = () => {},
): Promise<TextStream> {
  const guard = guardRead<Batch>(request.signal);
  try {
    const batches = await peek(toBatches(handler(Object.freeze({ ...request, signal: guard.signal }))));
    return createTextStream(batches[Symbol.asyncIterator](), guard, complete, failed);
  } catch (error) {
    await guard.close(undefined);
    throw error;
  }
}

function createTextStream(
  iterator: AsyncIterator<Batch>,
  guard: GuardedRead<Batch>,
  complete: Complete,
  failed: Failed,
): TextStream {
  const { promise: result, resolve, reject } = Promise.withResolvers<GenerateResult>();
  const answer = createAnswer();
  // Whoever loops hears of the failure there; an unread `result` must not end the process.
  result.catch((error: unknown) => failed(error, answer.content()));
  /** What has come and was not taken yet, from `position` on. */
  let waiting: Batch = [];
  let position = 0;
  /** `waiting`, where it was made here and can grow: to copy it for each batch would take time by its square. */
  let growing: StreamEvent[] | undefined;
  let pulling: Promise<void> | undefined;
  let state: 'open' | 'ended' | 'left' = 'open';
  let taken = false;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= guard.close(iterator);
    return closing;
  };

  function hold(batch: Batch): void {
    if (growing && position < growing.length) {
      for (const event of batch) growing.push(event);
      return;
    }
    growing = position < waiting.length ? [...waiting.slice(position), ...batch] : undefined;
    waiting = growing ?? batch;
    position = 0;
  }
  async function pull(): Promise<void> {
    try {
      const { done, value } = await guard.read(iterator);
      if (done) {
        if (!answer.result()) throw new Error('The events ended without a finish event.');
        state = 'ended';
        await guard.close(undefined);
        return;
      }
      for (const event of value) answer.add(event);
      if (value.at(-1)?.type === 'finish') resolve(await complete(answer.result() as GenerateResult));
      hold(value);
    } catch (error) {
      if (state === 'open') state = 'ended';
      reject(error);
      await close();
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
  async function readOn(): Promise<void> {
    while (state === 'open') await advance();
  }
  async function leave(): Promise<void> {
    if (state !== 'open') return;
    state = 'left';
    const reason = new DOMException('The stream was left before its end.', 'AbortError');
    reject(reason);
    if (pulling) guard.abort(reason);
    await close();
  }
  function next(): Promise<IteratorResult<StreamEvent>> {
    const value = state === 'left' ? undefined : waiting[position];
    if (!value) return nextOfMore();
    position += 1;
    return Promise.resolve({ done: false, value });
  }
  async function nextOfMore(): Promise<IteratorResult<StreamEvent>> {
    if (state === 'open') {
      await advance();
      return next();
    }
    if (state === 'ended') await result; // a failure that was met while nobody looped is thrown here
    return { done: true, value: undefined };
  }
  function read(): AsyncIterator<StreamEvent> {
    if (taken) throw new Error('This stream was already read. Await `result` for the whole answer.');
    taken = true;
    return { next, return: () => leave().then(() => ({ done: true, value: undefined })) };
  }

  return {
    get result() {
      if (!taken) readAll().catch(() => {});
      return result;
    },
    events() {
      const reader = read();
      return { [Symbol.asyncIterator]: () => reader };
    },
    '~readOn': () => void readOn().catch(() => {}),
    [Symbol.asyncIterator]: () => textOf(read()),
    [Symbol.asyncDispose]: leave,
  };
}

/** The text alone. Not a generator: its `return` would wait for the piece that is being read. */
function textOf(events: AsyncIterator<StreamEvent>): AsyncIterator<string> {
  const toText = (result: IteratorResult<StreamEvent>): IteratorResult<string> | Promise<IteratorResult<string>> => {
    if (result.done) return result;
    const { value } = result;
    return value.type === 'text' && value.text ? { done: false, value: value.text } : next();
  };
  const next = (): Promise<IteratorResult<string>> => events.next().then(toText);
  return {
    next,
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
}
