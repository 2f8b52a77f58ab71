import { createAnswer, ProviderError, type StreamEvent } from '@rephysco/core';
import { fromErrorObject, fromThrown, noAnswer, type Origin } from './errors.ts';
import { createReader, type Source } from './reader.ts';
import { asObject, type WireObject } from './wire-value.ts';

/**
 * The events of a streamed answer, from batches of JSON texts. It ends where the service closes the stream: a finish
 * reason is no end marker, since some models send one with every chunk.
 *
 * @throws ProviderError of kind `interrupted`, with what had come, when the stream ends before a finish reason was seen;
 * of the kind that it names when it turns into an error; of kind `server` when nothing came at all
 */
export async function* fromChunks(
  batches: AsyncIterable<readonly string[]>,
  source: Source,
): AsyncGenerator<StreamEvent> {
  const { origin } = source;
  const answer = createAnswer();
  const reader = createReader(source);
  const here = (): Origin => ({ ...origin, partial: { ...answer.partial(), usage: reader.usage } });
  let empty = true;
  try {
    for await (const batch of batches) {
      for (const text of batch) {
        empty = false;
        for (const event of reader.read(readChunk(text, here))) {
          answer.add(event);
          yield event;
        }
      }
    }
  } catch (error) {
    // A connection that breaks after the finish reason has lost nothing.
    if (error instanceof ProviderError || origin.signal?.aborted || !reader.ended) throw fromThrown(error, here());
  }
  if (empty) throw noAnswer('the stream was empty', origin);
  if (!reader.ended) throw noAnswer('the stream ended before the answer did', here());
  yield reader.finish();
}

/**
 * The object in one chunk.
 *
 * @throws ProviderError when it is an error, or no JSON
 */
function readChunk(text: string, here: () => Origin): WireObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw noAnswer('the stream holds something that is no JSON', here(), cause);
  }
  const chunk = asObject(value) ?? {};
  if (chunk.error) throw fromErrorObject(chunk, here());
  return chunk;
}
