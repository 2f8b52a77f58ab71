import { type ContentPart, isMediaPart, type MediaPart } from '@rephysco/core';
import { asObject, inlineMedia, mediaTypeName, type ToolCallPart, type WireObject } from '@rephysco/core/provider';
import { keptOf } from '../response/provider-data.ts';

/** Returns `true` if a part is sent. Reasoning needs a signature, an empty text a signature or a kept part. */
export function isSent(part: ContentPart): boolean {
  const { thoughtSignature, part: whole } = keptOf(part);
  if (part.type === 'reasoning') return thoughtSignature !== undefined;
  return part.type !== 'text' || part.text !== '' || (thoughtSignature ?? whole) !== undefined;
}

/**
 * Returns a part in the request format of Gemini.
 *
 * @param id id of the call that a tool result answers, if the call had one
 */
export function toPart(part: ContentPart, id?: string): WireObject {
  const { thoughtSignature, part: whole } = keptOf(part);
  const signature = thoughtSignature === undefined ? {} : { thoughtSignature };
  if (isMediaPart(part)) return { ...toMedia(part), ...signature };
  switch (part.type) {
    case 'text':
      return whole ?? { text: part.text, ...signature };
    case 'reasoning':
      return { text: part.text, thought: true, ...signature };
    case 'refusal':
      return { text: part.text };
    case 'source':
      return { text: '' }; // core omits sources from requests
    case 'tool-call':
      return { functionCall: toCall(part), ...signature };
    case 'tool-result': {
      const { name, output, isError } = part;
      // The service would interpret arbitrary keys of an object: https://ai.google.dev/api/caching#FunctionResponse
      const value = holdsReference(output) ? JSON.stringify(output) : output;
      const response = isError ? { error: value } : { output: value };
      return { functionResponse: { ...(id && { id }), name, response } };
    }
  }
}

/** The service resolves every `$ref` in a result and rejects unknown ones, so such a result is sent as text. */
function holdsReference(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return '$ref' in value || Object.values(value).some(holdsReference);
}

/** The service requires an object as arguments. Text that is not JSON is wrapped in an object. */
function toCall(part: ToolCallPart): WireObject {
  const { id } = keptOf(part);
  return { ...(id && { id }), name: part.name, args: asObject(part.arguments) ?? { arguments: part.arguments } };
}

function toMedia(part: MediaPart): WireObject {
  const { url, mediaType } = part;
  const inline = inlineMedia(part);
  if (inline) return { inlineData: { mimeType: inline.mediaType, data: inline.data } };
  return { fileData: { ...(mediaType && { mimeType: mediaTypeName(mediaType) }), fileUri: url } };
}
