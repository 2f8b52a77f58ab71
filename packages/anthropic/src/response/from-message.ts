import {
  asList,
  asObject,
  type Batch,
  fromErrorObject,
  invalidAnswer,
  isErrorObject,
  type WireObject,
} from '@rephysco/core/provider';
import { createAnswerReader, type Source } from './answer-reader.ts';

/**
 * Returns the events of a whole message.
 *
 * @throws ProviderError if it is an error object or not a message
 */
export function fromMessage(body: WireObject, source: Source): Batch {
  if (isErrorObject(body)) throw fromErrorObject(body, source.origin);
  if (!Array.isArray(body.content)) throw invalidAnswer('the answer has no content blocks', source.origin);
  const reader = createAnswerReader(source);
  reader.read({ type: 'message_start', message: body });
  const content = asList(body.content).flatMap((block, index) => [
    ...reader.read({ type: 'content_block_start', index, content_block: asObject(block) ?? {} }),
    ...reader.read({ type: 'content_block_stop', index }),
  ]);
  if (!reader.ended() && content.length === 0) {
    throw invalidAnswer('the answer has neither content nor a stop reason', source.origin);
  }
  return [...content.filter(({ type }) => type !== 'tool-call-delta'), ...reader.finish()];
}
