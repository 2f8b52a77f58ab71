import { ProviderError, type StreamEvent } from '@rephysco/core';
import {
  asObject,
  type Batch,
  createAnswer,
  fromErrorObject,
  invalidAnswer,
  networkError,
  type Origin,
  parseJSON,
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
  const answer = createAnswer();
  const here = (): Origin => ({ ...origin, partial: { ...answer.partial(), usage: reader.usage() } });
  let empty = true;
  try {
    for await (const batch of batches) {
      empty = false;
      const events: StreamEvent[] = [];
      try {
        for (const text of batch) {
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
    }
  } catch (error) {
    // A connection that breaks after the finish reason has lost nothing.
    if (error instanceof ProviderError || origin.signal?.aborted || !reader.ended()) throw networkError(error, here());
  }
  if (empty) throw invalidAnswer('the stream was empty', origin);
  if (!reader.ended()) throw invalidAnswer('the stream ended before the answer did', here());
  yield [reader.finish()];
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
    throw invalidAnswer('the stream holds something that is no JSON', here(), cause);
  }
  const chunk = asObject(value) ?? {};
  if (chunk.error) throw fromErrorObject(chunk, here());
  return chunk;
}
