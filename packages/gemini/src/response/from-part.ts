import {
  asObject,
  asText,
  type ContentEvent,
  type MediaEvent,
  type MediaKind,
  parseArguments,
  type ToolCallEvent,
  type WireObject,
} from '@rephysco/core/provider';
import { keep } from './provider-data.ts';

/**
 * Returns the event for a part of an answer: text, reasoning, a tool call or media. Any other part, such as executed
 * code, becomes an empty text that carries the part, because it must be sent back with the history. An empty part has
 * no event.
 *
 * @param position number of preceding calls, used as the id of a call without one
 */
export function fromPart(part: WireObject, position: number): ContentEvent | undefined {
  const plain = onlyText(part);
  if (plain !== undefined) return { type: 'text', text: plain };
  const { text = '', thought, thoughtSignature: _, functionCall, inlineData, ...others } = part;
  const signature = keep({ thoughtSignature: asText(part.thoughtSignature) });
  const call = asObject(functionCall);
  const medium = asObject(inlineData);
  if (asText(call?.name)) return toCall(call ?? {}, part, position);
  if (asText(medium?.data) && thought !== true) return { ...toMedia(medium ?? {}), ...signature };
  if (typeof text !== 'string' || functionCall || inlineData || Object.keys(others).length > 0) {
    return { type: 'text', text: '', ...keep({ part }) };
  }
  if (text === '' && !signature.providerData) return undefined;
  return { type: thought === true ? 'reasoning' : 'text', text, ...signature };
}

/** Returns the text of a part that has no other field, like most parts of a stream. `undefined` for an empty text. */
function onlyText(part: WireObject): string | undefined {
  for (const key in part) if (key !== 'text') return undefined;
  return asText(part.text);
}

function toCall({ id: given, name, args }: WireObject, part: WireObject, position: number): ToolCallEvent {
  const id = asText(given);
  const kept = keep({ thoughtSignature: asText(part.thoughtSignature), id });
  return {
    type: 'tool-call',
    id: id ?? `call_${position}`,
    name: asText(name) ?? '',
    arguments: parseArguments(args),
    ...kept,
  };
}

function toMedia({ mimeType, data }: WireObject): MediaEvent {
  const mediaType = asText(mimeType) ?? 'application/octet-stream';
  return { type: 'media', kind: kindOf(mediaType), mediaType, data: asText(data) ?? '' };
}

function kindOf(mediaType: string): MediaKind {
  return (['image', 'audio', 'video'] as const).find((kind) => mediaType.startsWith(`${kind}/`)) ?? 'file';
}
