import { ProviderError } from '@rephysco/core';
import {
  at,
  type Batch,
  createAnswer,
  type EventBatches,
  endMarker,
  fromErrorObject,
  invalidAnswer,
  isEndMarker,
  isErrorObject,
  networkError,
  type Origin,
  objectsIn,
  type StreamEvent,
  shareAnswer,
  type WireEvent,
} from '@rephysco/core/provider';
import { createAnswerReader, type Source } from './answer-reader.ts';

/**
 * Returns the events of a streamed message, in the batches in which they arrive. `message_stop` ends the answer; the end
 * marker of another protocol, which gateways add, does so after a stop reason.
 *
 * @throws ProviderError of kind `interrupted`, with the content received so far, if the stream ends before the answer; of
 * the kind that it names if the stream turns into an error; of kind `server` if it is empty
 */
export async function* fromEvents(batches: EventBatches, source: Source): AsyncGenerator<Batch> {
  const { origin } = source;
  const reader = createAnswerReader(source);
  const answer = shareAnswer(origin.signal, createAnswer());
  const here = (): Origin => {
    const { partial } = at(origin, answer);
    return { ...origin, ...(partial && { partial: { ...partial, usage: reader.usage() } }) };
  };
  let seen = false;
  let stopped = false;
  /** Takes one event, and returns `true` if it ends the answer. */
  const take = (event: WireEvent, events: StreamEvent[]): boolean => {
    if (isEndMarker(event.data)) return reader.ended();
    for (const object of objectsIn(event, here)) {
      if (object === endMarker) return reader.ended();
      const isError = isErrorObject(object);
      if (isError || event.event === 'error') throw fromErrorObject(isError ? object : { error: object }, here());
      seen = true;
      for (const each of reader.read(object)) {
        answer.add(each);
        events.push(each);
      }
      if (object.type === 'message_stop') return true;
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
  if (!seen) throw invalidAnswer('the stream was empty', origin);
  if (!stopped) throw invalidAnswer('the stream ended before the answer did', here());
  const rest = reader.finish();
  if (!reader.ended() && answer.content().length + rest.length === 1) {
    throw invalidAnswer('the stream ended without content and without a stop reason', origin);
  }
  yield rest;
}
