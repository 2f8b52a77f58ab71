import type { StreamEvent } from '../contract/events.ts';
import type { Handler } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { ended, lazily } from '../util/iterators.ts';
import { abortableRead } from './abortable-read.ts';
import { type Batch, toBatches } from './batches.ts';
import { deferStreamReader } from './deferred-reading.ts';
import { peek } from './peek.ts';
import type { DeepPartial } from './stream-objects.ts';
import {
  type Complete,
  createStreamReader,
  type EventReader,
  type Failed,
  type StreamReader,
} from './stream-reader.ts';
import { type ResponseFormat, type StreamResponseOptions, toBytes, toResponse } from './stream-response.ts';
import { type UnreadStreams, watchUnread } from './unread-streams.ts';

/**
 * Streamed answer. Loop over it for its text, over `events()` for everything, or over `objects()` for partial objects;
 * await `result` for the whole answer. A stream can be read once. Leaving a loop early closes the connection and
 * rejects `result`.
 *
 * @typeParam Value type of the objects, inferred from the option `schema`
 * @typeParam Result type of `result`
 */
export interface TextStream<Value = unknown, Result extends GenerateResult = GenerateResult<Value>>
  extends AsyncIterable<string>,
    AsyncDisposable {
  /**
   * Complete answer. Awaiting it reads the stream if no loop does. A loop that starts later still receives all events.
   */
  readonly result: Promise<Result>;
  /** Returns all events instead of only the text. */
  events(): AsyncIterable<StreamEvent>;
  /**
   * Returns the object of a call with a `schema` while it is written: each value is more complete than the one before,
   * and the last one is the validated object.
   *
   * @throws InvalidAnswerError at the end if the answer does not match the schema
   * @example
   * for await (const partial of stream.objects()) console.log(partial.city);
   */
  objects(): AsyncIterable<DeepPartial<Value>>;
  /**
   * Returns the stream as bytes for a browser or a file.
   *
   * @param format `text`, `sse` and `jsonl` (all events as JSON), or `ui-message` (protocol of the AI SDK's `useChat`).
   * @default 'text'
   */
  toReadableStream(format?: ResponseFormat): ReadableStream<Uint8Array>;
  /**
   * Returns an HTTP response with the stream as its body, for servers such as Hono, Next.js, Bun or Deno.
   *
   * @example
   * app.post('/chat', async (context) => client.stream(await context.req.text()).toResponse({ format: 'ui-message' }));
   */
  toResponse(options?: StreamResponseOptions): Response;
  /** Reads to the end in the background. A running loop still receives all events. Used by conversations. @internal */
  '~readOn'(): void;
}

/**
 * Sends a request and returns its stream after the first event has arrived.
 *
 * @param streams set that contains the stream until it is read, so that `close()` can end it
 * @throws the error of a handler that fails before its first event
 */
export async function openTextStream(
  request: GenerateRequest,
  handler: Handler,
  complete: Complete,
  failed: Failed = () => {},
  streams: UnreadStreams = new Set(),
): Promise<TextStream> {
  const guard = abortableRead<Batch>(request.signal);
  try {
    const batches = await peek(toBatches(handler(Object.freeze({ ...request, signal: guard.signal }))));
    const reading = createStreamReader(batches[Symbol.asyncIterator](), guard, complete, failed);
    watchUnread(reading, request, streams);
    return new AnswerStream(reading);
  } catch (error) {
    await guard.close(undefined);
    throw error;
  }
}

/**
 * Returns a stream immediately. Its loops and `result` throw errors of `open`.
 *
 * @param open opens the stream; its signal aborts if the stream is left before
 */
export function deferTextStream(open: (signal: AbortSignal) => Promise<TextStream>): TextStream {
  return new AnswerStream(deferStreamReader(open));
}

/** Ends the answer of a stream that was dropped unread. A running loop is not affected. */
const collected = new FinalizationRegistry<StreamReader>(
  (reading) => void reading.abandon(new DOMException('The stream was dropped before it was read.', 'AbortError')),
);

/** A class, because an object literal with a getter would get its own hidden class, which is never collected. */
class AnswerStream implements TextStream {
  readonly #reading: StreamReader;

  constructor(reading: StreamReader) {
    this.#reading = reading;
    collected.register(this, reading, reading);
    // After an error, the registry would keep the stream in memory through the stack of the error.
    reading.onRead(() => collected.unregister(reading));
  }

  get result(): Promise<GenerateResult> {
    return this.#reading.result();
  }

  events(): AsyncIterable<StreamEvent> {
    const reader = this.#reading.read();
    return { [Symbol.asyncIterator]: () => reader };
  }

  objects(): AsyncIterable<DeepPartial<unknown>> {
    const events = this.events();
    const open = async (): Promise<AsyncIterator<DeepPartial<unknown>>> => {
      const { objectsOf } = await import('./stream-objects.ts');
      return objectsOf(events, () => this.result);
    };
    return { [Symbol.asyncIterator]: () => lazily(open) };
  }

  toReadableStream(format: ResponseFormat = 'text'): ReadableStream<Uint8Array> {
    return toBytes(this, format);
  }

  toResponse(options: StreamResponseOptions = {}): Response {
    return toResponse(this, options);
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

/** Returns only the text. Not a generator, because its `return` would wait for the pending read. */
function textOf(events: EventReader): AsyncIterator<string> {
  const toText = (result: IteratorResult<StreamEvent>): IteratorResult<string> | Promise<IteratorResult<string>> => {
    if (result.done) return result;
    const { value } = result;
    return value.type === 'text' && value.text ? { done: false, value: value.text } : next();
  };
  const next = (): Promise<IteratorResult<string>> => {
    for (let event = events.take?.(); event; event = events.take?.()) {
      if (event.type === 'text' && event.text) return Promise.resolve({ done: false, value: event.text });
    }
    return events.next().then(toText);
  };
  return {
    next,
    async return() {
      await events.return?.();
      return ended;
    },
  };
}
