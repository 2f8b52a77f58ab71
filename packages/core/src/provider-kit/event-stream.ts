import { ProviderError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { Usage } from '../contract/usage.ts';
import { createAnswer } from '../stream/answer.ts';
import type { Batch } from '../stream/batches.ts';
import { shareBatch } from '../stream/followed-answer.ts';
import { shareAnswer } from '../stream/shared-answer.ts';
import type { AnswerReaders, EventBatches } from './answer-body.ts';
import { fromErrorObject, invalidAnswer, networkError } from './errors.ts';
import { isErrorObject } from './is-error-object.ts';
import { isLarge } from './json.ts';
import type { Origin } from './origin.ts';
import { at, endMarker, isEndMarker, objectsIn, parseLargeEvent, type WireEvent } from './read-event.ts';
import type { WireObject } from './wire-value.ts';

/** Reader of the events of one answer, in a protocol whose events name their type. */
export interface EventReader {
  /** Reads an event and returns its content. Unknown events have none. */
  read(event: WireObject): readonly StreamEvent[];
  /** Returns `true` for the event that ends the answer. */
  isEnd(event: WireObject): boolean;
  /** Returns `true` once a finish reason has arrived. */
  ended(): boolean;
  usage(): Usage;
  /** Returns the events at the end of the answer, the last of which is `finish`. */
  finish(): readonly StreamEvent[];
}

/**
 * Yields the events of a streamed answer in batches as they arrive. After a finish reason, the end marker of another
 * protocol also ends the answer, because gateways add one.
 *
 * @throws ProviderError of kind `interrupted` if the stream ends early, with the content so far; of the reported kind
 *   if the stream reports an error; of kind `server` if the stream ends without content
 */
export async function* fromEventStream(
  batches: EventBatches,
  origin: Origin,
  reader: EventReader,
): AsyncGenerator<Batch> {
  const answer = shareAnswer(origin.signal, createAnswer());
  const here = (): Origin => {
    const { partial } = at(origin, answer);
    return { ...origin, ...(partial && { partial: { ...partial, usage: reader.usage() } }) };
  };
  let stopped = false;
  /** Processes one event. Returns `true` if it ends the answer. */
  const take = (event: WireEvent, events: StreamEvent[]): boolean => {
    if (isEndMarker(event.data)) return reader.ended();
    for (const object of objectsIn(event, here)) {
      if (object === endMarker) return reader.ended();
      const isError = isErrorObject(object);
      if (isError || event.event === 'error') throw fromErrorObject(isError ? object : { error: object }, here());
      for (const each of reader.read(object)) {
        answer.add(each);
        events.push(each);
      }
      if (reader.isEnd(object)) return true;
    }
    return false;
  };
  try {
    for await (const batch of batches) {
      const events: StreamEvent[] = [];
      try {
        for (const event of batch) {
          stopped = take(isLarge(event.data) ? await parseLargeEvent(event) : event, events);
          if (stopped) break;
        }
      } catch (error) {
        // Deliver content before a broken event, then throw its error.
        if (events.length > 0) yield shareBatch(events, answer);
        throw error;
      }
      if (events.length > 0) yield shareBatch(events, answer);
      if (stopped) break;
    }
  } catch (error) {
    if (error instanceof ProviderError || !stopped) throw networkError(error, here());
  }
  if (!stopped) throw invalidAnswer('the stream ended before the answer did', here());
  const rest = reader.finish();
  if (!reader.ended() && answer.content().length + rest.length === 1) {
    throw invalidAnswer('the stream ended without content and without a finish reason', origin);
  }
  yield rest;
}

/**
 * Returns the events of a whole answer. Reads it like the events of a stream.
 *
 * @throws ProviderError if the answer has neither content nor a finish reason
 */
export function fromWholeAnswer(events: readonly WireObject[], origin: Origin, reader: EventReader): Batch {
  const content = events.flatMap((event) => reader.read(event)).filter(({ type }) => type !== 'tool-call-delta');
  if (reader.ended() || content.length > 0) return [...content, ...reader.finish()];
  throw invalidAnswer('the answer has neither content nor a finish reason', origin);
}

/** Returns the readers of an answer for a protocol whose whole answers can be read as events. */
export function eventReaders(
  origin: Origin,
  reader: EventReader,
  eventsOf: (object: WireObject) => readonly WireObject[],
): AnswerReaders {
  return {
    events: (batches) => fromEventStream(batches, origin, reader),
    object: (object) => fromWholeAnswer(eventsOf(object), origin, reader),
  };
}
