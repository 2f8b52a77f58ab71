import { type Batch, fromErrorObject, invalidAnswer, isErrorObject, type WireObject } from '@rephysco/core/provider';
import { createReader, type Source } from './response-reader.ts';

/**
 * The events of a whole answer.
 *
 * @throws ProviderError when it is an error object, or holds no answer
 */
export function fromResponse(body: WireObject, source: Source): Batch {
  if (isErrorObject(body)) throw fromErrorObject(body, source.origin);
  const reader = createReader(source);
  const content = reader.read(body);
  if (!reader.ended() && content.length === 0) throw invalidAnswer('the answer holds no candidate', source.origin);
  return [...content, ...reader.rest(), reader.finish()];
}
