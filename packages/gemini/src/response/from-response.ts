import {
  type AnswerSource,
  type Batch,
  fromErrorObject,
  invalidAnswer,
  isErrorObject,
  type WireObject,
} from '@rephysco/core/provider';
import { createReader } from './response-reader.ts';

/**
 * Returns the events of a whole answer.
 *
 * @throws ProviderError if the body is an error or contains no answer
 */
export function fromResponse(body: WireObject, source: AnswerSource): Batch {
  if (isErrorObject(body)) throw fromErrorObject(body, source.origin);
  const reader = createReader(source);
  const content = reader.read(body);
  if (!reader.ended() && content.length === 0) throw invalidAnswer('the answer contains no candidate', source.origin);
  const events = [...content, ...reader.rest()];
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  return [...events, ...reader.sources(text), reader.finish()];
}
