import { ProviderError, type StreamEvent } from '@rephysco/core';
import {
  asObject,
  type Batch,
  createAnswer,
  fromErrorObject,
  invalidAnswer,
  isErrorObject,
  networkError,
  type Origin,
  parseJSON,
  shareAnswer,
  tryParseJSON,
  type WireObject,
} from '@rephysco/core/provider';
import { createReader, type Reader, type Source } from './response-reader.ts';

/**
 * The events of a streamed answer, in the batches in which its JSON texts came. It ends where the service closes the
 * stream: a finish reason is no end marker, since some models send one with every chunk.
 *
 * @throws ProviderError of kind `interrupted`, with what had come, when the stream ends before a finish reason was seen;
 * of the kind that it names when it turns into an error; of kind `server` when nothing came at all
 */
export async function* fromChunks(
  batches: AsyncIterable<readonly string[]>,
  source: Source,
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
          for (const event of reader.read(readChunk(text, here))) {
            answer.add(event);
            events.push(event);
          }
        }
      } catch (error) {
        // What came before a broken chunk is delivered before its error.
        if (events.length > 0) yield events;
        throw error;
      }
      if (events.length > 0) yield events;
      if (marked) break;
    }
  } catch (error) {
    // A connection that breaks after the finish reason has lost nothing.
    if (error instanceof ProviderError || origin.signal?.aborted || !reader.ended()) throw networkError(error, here());
  }
  if (empty) throw invalidAnswer('the stream was empty', origin);
  const rest = reader.rest();
  const whole = reader.ended() || (marked && answer.content().length + rest.length > 0);
  if (!whole) throw invalidAnswer('the stream ended before the answer did', here());
  yield [...rest, ...reader.sources(answer.partial().text), reader.finish()];
}

/** Gateways add the end marker of another protocol. */
const isEndMarker = (text: string): boolean => text.length < 40 && /^\s*"?\[DONE\]"?\s*$/i.test(text);

/** The JSON texts in the data of one event: none for a keep-alive, several if one line feed separates the events. */
function textsIn(data: string): readonly string[] {
  if (data.trim() === '') return [];
  if (!data.includes('\n') || tryParseJSON(data) !== undefined) return [data];
  const lines = data.split('\n').map((line) => line.replace(/^data:/, '').trim());
  return lines.filter((line) => line !== '');
}

/**
 * The object in one chunk.
 *
 * @throws ProviderError when it is an error, or no JSON
 */
function readChunk(text: string, here: () => Origin): WireObject {
  let value: unknown;
  try {
    value = parseJSON(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalidAnswer(`the stream holds something that is not JSON: ${text.trim().slice(0, 200)}`, here(), cause);
  }
  const chunk = asObject(value) ?? {};
  if (isErrorObject(chunk)) throw fromErrorObject(chunk, here());
  return chunk;
}
