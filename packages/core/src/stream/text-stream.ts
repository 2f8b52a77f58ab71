import type { StreamEvent } from '../contract/events.ts';
import type { Handler } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { guardRead } from './abortable-read.ts';
import { type Batch, toBatches } from './batches.ts';
import { peek } from './peek.ts';
import { type Complete, createReading, type Failed, type Reading } from './stream-reader.ts';

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
    return new AnswerStream(createReading(batches[Symbol.asyncIterator](), guard, complete, failed));
  } catch (error) {
    await guard.close(undefined);
    throw error;
  }
}

/** A class, since an object with a getter of its own has a hidden class of its own, which outlives its collection. */
class AnswerStream implements TextStream {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  get result(): Promise<GenerateResult> {
    return this.#reading.result();
  }

  events(): AsyncIterable<StreamEvent> {
    const reader = this.#reading.read();
    return { [Symbol.asyncIterator]: () => reader };
  }

  '~readOn'(): void {
    this.#reading.readOn();
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return textOf(this.#reading.read());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#reading.leave();
  }
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
