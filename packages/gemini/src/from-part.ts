import type { ContentEvent, MediaKind } from '@rephysco/core';
import { keep } from './kept.ts';
import { asObject, asText, type WireObject } from './wire-value.ts';

/**
 * The event of one part of an answer: text, thinking, a call, a medium. Any other part (code that ran, a part of a kind
 * that is new) is an empty text that carries it, since it has to go back with the history.
 *
 * @param position how many calls came before, to name one that has no id
 */
export function fromPart(part: WireObject, position: number): ContentEvent {
  const thoughtSignature = asText(part.thoughtSignature);
  const call = asObject(part.functionCall);
  const called = asText(call?.name);
  if (called) {
    const id = asText(call?.id);
    const value = call?.args ?? {};
    return {
      type: 'tool-call',
      id: id ?? `call_${position}`,
      name: called,
      arguments: value,
      ...keep({ thoughtSignature, id }),
    };
  }
  const medium = asObject(part.inlineData);
  const data = asText(medium?.data);
  if (data && part.thought !== true) {
    const mediaType = asText(medium?.mimeType) ?? 'application/octet-stream';
    return { type: 'media', kind: kindOf(mediaType), mediaType, data, ...keep({ thoughtSignature }) };
  }
  if (typeof part.text !== 'string') return { type: 'text', text: '', ...keep({ part }) };
  return { type: part.thought === true ? 'reasoning' : 'text', text: part.text, ...keep({ thoughtSignature }) };
}

function kindOf(mediaType: string): MediaKind {
  return (['image', 'audio', 'video'] as const).find((kind) => mediaType.startsWith(`${kind}/`)) ?? 'file';
}
