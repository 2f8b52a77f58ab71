import { type ContentPart, isMediaPart, type MediaPart } from '@rephysco/core';
import {
  acceptMedia,
  asList,
  asObject,
  asText,
  inlineMedia,
  keptData,
  present,
  type ToolCallPart,
  type ToolResultPart,
  type WireObject,
} from '@rephysco/core/provider';
import { name } from '../service/environment.ts';

/** Returns the data that an answer keeps with a part, or fields that the caller added to a block. */
export const keptOf = (part: ContentPart): WireObject => keptData(part, name);

/** Returns the block of a text, with the mark of the cache if it has one. */
export const toTextBlock = (text: string, { cache_control }: WireObject): WireObject => {
  return { type: 'text', text, ...present({ cache_control }) };
};

/** Matches the id of an uploaded file, alone or at the end of its URL. */
const fileId = /(?:^|\/files\/)(file_\w+)$/;

/** Returns `true` if a part is an uploaded file, which requires a beta header. */
export const isUploaded = (part: ContentPart): boolean => isMediaPart(part) && fileId.test(part.url);

/**
 * Returns the block of a user's text or media part. A blank text has none, because the service rejects it.
 *
 * @param ofTool `true` if a tool returned the part; unsupported media then become a text
 */
export function toUserBlock(part: ContentPart, ofTool: boolean): readonly WireObject[] {
  if (ofTool && (part.type === 'audio' || part.type === 'video')) {
    return [{ type: 'text', text: `[${part.type} that cannot be sent]` }];
  }
  if (isMediaPart(part)) return [{ ...toMedia(part), ...keptOf(part) }];
  if (part.type !== 'text' || part.text.trim() === '') return [];
  return [toTextBlock(part.text, keptOf(part))];
}

/** Returns the block of an image, a PDF document or a text document. */
function toMedia(part: MediaPart): WireObject {
  acceptMedia(part, ['image', 'file'], name);
  const { type, url, filename } = part;
  const block = type === 'image' ? { type } : { type: 'document', ...present({ title: filename }) };
  const id = fileId.exec(url)?.[1];
  const inline = inlineMedia(part);
  if (id !== undefined) return { ...block, source: { type: 'file', file_id: id } };
  if (!inline) return { ...block, source: { type: 'url', url } };
  const { mediaType: media_type, data, text } = inline;
  if (text === undefined) return { ...block, source: { type: 'base64', media_type, data } };
  return { ...block, source: { type: 'text', media_type: 'text/plain', data: text } };
}

/** Returns the block of a tool call. The service requires an object as its input. */
export function toToolUse(part: ToolCallPart): WireObject {
  const { id, name: tool, arguments: value } = part;
  const input = asObject(value) ?? (value === undefined || value === null || value === '' ? {} : { arguments: value });
  return { type: 'tool_use', id, name: tool, input, ...present({ caller: asObject(keptOf(part).caller) }) };
}

/**
 * Returns the block of a tool result.
 *
 * @param media blocks of the media that the tool returned
 */
export function toToolResult({ id, output, isError }: ToolResultPart, media: readonly WireObject[]): WireObject {
  const blocks = isBlockList(output) ? asList(output) : undefined;
  const text = typeof output === 'string' ? output : (JSON.stringify(output) ?? '');
  const own = blocks ?? (text.trim() === '' ? [] : [{ type: 'text', text }]);
  const content = blocks || media.length > 0 ? [...own, ...media] : text;
  const result = { type: 'tool_result', tool_use_id: id, content: content || undefined };
  return present<unknown>({ ...result, is_error: isError || undefined });
}

/** Returns `true` if the output of a tool is a list of content blocks of the service. */
function isBlockList(output: unknown): boolean {
  const types = asList(output).map((each) => asText(asObject(each)?.type));
  const isOwn = (type: string | undefined): boolean => type === 'search_result' || type === 'tool_reference';
  return types.some(isOwn) && types.every((type) => type === 'text' || isOwn(type));
}
