import { asText, fromErrorObject, isErrorObject, type Origin, type WireObject } from '@rephysco/core/provider';

/** Names of events that carry chunks or nothing; data of any other name belongs to a service's own extensions. */
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
 * Throws the error that an event reports, and tells whether the event is a chunk of an answer.
 *
 * @throws ProviderError for an error in any form
 */
export function isChunk(event: string | undefined, chunk: WireObject, here: () => Origin): boolean {
  if (event === 'error') throw fromErrorObject(chunk.error || isErrorObject(chunk) ? chunk : { error: chunk }, here());
  const known = chunkNames.has(event) || asText(chunk.object) !== undefined || chunk.choices !== undefined;
  if (isErrorObject(chunk) && (known || chunk.error)) throw fromErrorObject(chunk, here());
  return known;
}
