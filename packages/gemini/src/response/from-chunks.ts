import { ProviderError, type StreamEvent } from '@rephysco/core';
import {
  type AnswerSource,
  asObject,
  type Batch,
  createAnswer,
  fromErrorObject,
  invalidAnswer,
  isErrorObject,
  isLarge,
  manyInNextTurn,
  networkError,
  type Origin,
  parseInSteps,
  parseJSON,
  shareAnswer,
  shareBatch,
  tryParseJSON,
  type WireObject,
} from '@rephysco/core/provider';
import { createReader, type Reader } from './response-reader.ts';

/**
 * Yields the events of a streamed answer in the batches of its JSON chunks. The answer ends when the service closes the
 * stream. A finish reason does not end it, because some models send one with every chunk.
 *
 * @throws ProviderError of kind `interrupted`, with the partial answer, if the stream ends before a finish reason; of
 *   the reported kind if the stream contains an error; of kind `server` if the stream is empty
 */
export async function* fromChunks(
  batches: AsyncIterable<readonly (string | Uint8Array)[]>,
  source: AnswerSource,
  reader: Reader = createReader(source),
): AsyncGenerator<Batch> {
  const { origin } = source;
  const answer = shareAnswer(origin.signal, createAnswer());
  const here = (): Origin => ({ ...origin, partial: { ...answer.partial(), usage: reader.usage() } });
  let empty = true;
  let marked = false;
  try {
    for await (const batch of batches) {
      const events: StreamEvent[] = [];
      try {
        for (const text of batch.flatMap(textsIn)) {
          marked ||= isEndMarker(text);
          if (marked) break;
          empty = false;
          const chunk = readChunk(text, here);
          for (const event of reader.read(chunk instanceof Promise ? await chunk : chunk)) {
            answer.add(event);
            events.push(event);
          }
        }
      } catch (error) {
        // Delivers the events before a broken chunk before its error is thrown.
        if (events.length > 0) yield shareBatch(events, answer);
        throw error;
      }
      if (events.length > 0) yield shareBatch(events, answer);
      if (marked) break;
    }
  } catch (error) {
    // After the finish reason, a broken connection loses no content.
    if (error instanceof ProviderError || origin.signal?.aborted || !reader.ended()) throw networkError(error, here());
  }
  if (empty) throw invalidAnswer('the stream was empty', origin);
  const rest = reader.rest();
  const whole = reader.ended() || (marked && answer.content().length + rest.length > 0);
  if (!whole) throw invalidAnswer('the stream ended before the answer was complete', here());
  yield manyInNextTurn([...rest, ...reader.sources(answer.partial().text), reader.finish()]);
}

/** Some gateways append the end marker of the OpenAI protocol. */
const isEndMarker = (text: string | Uint8Array): boolean =>
  typeof text === 'string' && text.length < 40 && /^\s*"?\[DONE\]"?\s*$/i.test(text);

/**
 * Returns the JSON texts in the data of one event. A keep-alive has none. Events separated by a single line feed arrive
 * as one event with several texts.
 */
function textsIn(data: string | Uint8Array): readonly (string | Uint8Array)[] {
  if (typeof data !== 'string') return [data];
  if (data.trim() === '') return [];
  if (isLarge(data) || !data.includes('\n') || tryParseJSON(data) !== undefined) return [data];
  const lines = data.split('\n').map((line) => line.replace(/^data:/, '').trim());
  return lines.filter((line) => line !== '');
}

/**
 * Returns the object in a chunk. Waits only for a large one.
 *
 * @throws ProviderError if the chunk is an error or not JSON
 */
function readChunk(text: string | Uint8Array, here: () => Origin): WireObject | Promise<WireObject> {
  const failed = (cause: unknown): never => {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalidAnswer(`the stream contains a chunk that is not JSON: ${beginningOf(text)}`, here(), cause);
  };
  if (typeof text !== 'string' || isLarge(text))
    return parseInSteps(text).then((value) => toChunk(value, here), failed);
  let value: unknown;
  try {
    value = parseJSON(text);
  } catch (cause) {
    return failed(cause);
  }
  return toChunk(value, here);
}

const beginningOf = (text: string | Uint8Array): string =>
  (typeof text === 'string' ? text : new TextDecoder().decode(text.subarray(0, 200))).trim().slice(0, 200);

function toChunk(value: unknown, here: () => Origin): WireObject {
  const chunk = asObject(value) ?? {};
  if (isErrorObject(chunk)) throw fromErrorObject(chunk, here());
  return chunk;
}
