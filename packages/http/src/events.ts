import { createParser } from 'eventsource-parser';
import { httpError } from './errors.ts';

/** One event of a stream. */
export interface ServerSentEvent {
  /** The `event` field; absent when the event has none. */
  readonly event?: string | undefined;
  /** The `data` lines, joined by line feeds. A block without any is no event. */
  readonly data: string;
  /** The `id` field of this very event. */
  readonly id?: string | undefined;
}

/** What can be chosen when events are read. */
export interface ReadEventsOptions {
  /**
   * The largest event that surely passes, in bytes. Default 64 MiB: a whole answer with several images in it,
   * which some APIs send as one event, is below 32 MiB.
   */
  readonly maxEventBytes?: number;
}

/** Bytes as they come: the body of an answer, or anything like it. */
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/**
 * Reads server-sent events as they arrive, the events of one read together: the cheapest way to many small ones.
 *
 * Nothing is read ahead of the consumer; leaving the loop closes the source. Every form of the standard is read
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream) and, unlike there,
 * a last event that lacks its blank line counts: whether an answer is whole is for its protocol to say.
 *
 * @throws HttpError `ERR_EVENT_TOO_LARGE`, after the events before it; whatever the source throws
 */
export async function* readEventBatches(
  body: ByteStream,
  { maxEventBytes = 64 * 1024 * 1024 }: ReadEventsOptions = {},
): AsyncGenerator<readonly ServerSentEvent[], void, undefined> {
  let events: ServerSentEvent[] = [];
  let overflow: Error | undefined;
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') overflow = error;
    },
    // Counted in UTF-16 units, of which a text never has more than bytes.
    maxBufferSize: maxEventBytes,
  });

  for await (const text of decode(body)) {
    parser.feed(text);
    const batch = events;
    events = [];
    if (batch.length > 0) yield batch;
    if (overflow) throw tooLarge(maxEventBytes, overflow);
  }
}

/**
 * Reads server-sent events as they arrive, one by one: `readEventBatches`, at a fifth more CPU an event.
 *
 * @throws HttpError `ERR_EVENT_TOO_LARGE`, after the events before it; whatever the source throws
 */
export async function* readEvents(
  body: ByteStream,
  options?: ReadEventsOptions,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  for await (const batch of readEventBatches(body, options)) for (const event of batch) yield event;
}

/** The stream as text, and the blank line that a cut-off last event lacks. */
async function* decode(body: ByteStream): AsyncGenerator<string, void, undefined> {
  // The parser takes the byte order mark off; if the decoder did so too, a second one would be lost.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const chunk of body) yield decoder.decode(chunk, { stream: true });
  yield `${decoder.decode()}\n\n`;
}

function tooLarge(maxEventBytes: number, cause: Error): Error {
  return httpError('ERR_EVENT_TOO_LARGE', `An event is larger than ${maxEventBytes} bytes (maxEventBytes)`, cause);
}
