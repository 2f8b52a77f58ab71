import { asText, fromErrorObject, isErrorObject, type Origin, type WireObject } from '@rephysco/core/provider';

/** Names of events that contain chunks or no data. Any other name is an extension of the service. */
const chunkNames: ReadonlySet<string | undefined> = new Set([
  undefined,
  '',
  'message',
  'data',
  'chunk',
  'completion',
  'delta',
]);

/**
 * Returns `true` if the event is a chunk of an answer.
 *
 * @throws ProviderError if the event reports an error, in any form
 */
export function isChunk(event: string | undefined, chunk: WireObject, here: () => Origin): boolean {
  if (event === 'error') throw fromErrorObject(chunk.error || isErrorObject(chunk) ? chunk : { error: chunk }, here());
  const known = chunkNames.has(event) || asText(chunk.object) !== undefined || chunk.choices !== undefined;
  if (isErrorObject(chunk) && (known || chunk.error)) throw fromErrorObject(chunk, here());
  return known;
}
