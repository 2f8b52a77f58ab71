import { ProviderError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { Usage } from '../contract/usage.ts';
import { createAnswer } from '../stream/answer.ts';
import type { Batch } from '../stream/batches.ts';
import { shareAnswer } from '../stream/shared-answer.ts';
import type { EventBatches } from './answer-body.ts';
import { fromErrorObject, invalidAnswer, networkError } from './errors.ts';
import { isErrorObject } from './is-error-object.ts';
import type { Origin } from './origin.ts';
import { at, endMarker, isEndMarker, objectsIn, type WireEvent } from './read-event.ts';
import type { WireObject } from './wire-value.ts';

/** Reads the events of one answer, in a protocol whose events name their type. */
export interface EventReader {
  /** Takes an event and returns the content in it. Unknown events have none. */
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
 * Returns the events of a streamed answer, in the batches in which they arrive. An end marker of another protocol, which
 * gateways add, ends the answer after a finish reason.
 *
 * @throws ProviderError of kind `interrupted`, with the content received so far, if the stream ends before the answer; of
 * the kind that it names if the stream turns into an error; of kind `server` if it ends without content
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
  /** Takes one event, and returns `true` if it ends the answer. */
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
        stopped = batch.some((event) => take(event, events));
      } catch (error) {
        // What came before a broken event is delivered before its error.
        if (events.length > 0) yield events;
        throw error;
      }
      if (events.length > 0) yield events;
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
 * Returns the events of a whole answer, which is read as the events of a stream would be.
 *
 * @throws ProviderError if the answer has neither content nor a finish reason
 */
export function fromWholeAnswer(events: readonly WireObject[], origin: Origin, reader: EventReader): Batch {
  const content = events.flatMap((event) => reader.read(event)).filter(({ type }) => type !== 'tool-call-delta');
  if (reader.ended() || content.length > 0) return [...content, ...reader.finish()];
  throw invalidAnswer('the answer has neither content nor a finish reason', origin);
}
