import {
  type ContentPart,
  isMediaPart,
  type MediaPart,
  type ToolCallPart,
  type ToolResultPart,
  UnsupportedError,
} from '@rephysco/core';
import { asList, asObject, asText, mediaTypeName, parseDataURL, type WireObject } from '@rephysco/core/provider';
import { keptOf } from '../response/provider-data.ts';
import { name } from '../service/environment.ts';

/** Id of a file that was uploaded to the service, alone or at the end of its URL. */
const fileId = /(?:^|\/files\/)(file_\w+)$/;

/** Whether a message contains a file that was uploaded to the service, which needs a beta header. */
export const isUploaded = (part: ContentPart): boolean => isMediaPart(part) && fileId.test(part.url);

/** Returns the block of a text or a medium of the user; `undefined` for a blank text, which the service refuses. */
export function toUserBlock(part: ContentPart): WireObject | undefined {
  if (isMediaPart(part)) return { ...toMedia(part), ...keptOf(part) };
  if (part.type !== 'text' || part.text.trim() === '') return undefined;
  const { cache_control } = keptOf(part);
  return { type: 'text', text: part.text, ...(cache_control !== undefined && { cache_control }) };
}

/**
 * Returns the block of a medium: images, PDF documents and texts.
 *
 * @throws UnsupportedError for audio and video
 */
function toMedia({ type, url, mediaType, filename }: MediaPart): WireObject {
  if (type === 'audio' || type === 'video') {
    throw new UnsupportedError(`${name} does not take ${type} input. No request was sent. Leave the ${type} out.`);
  }
  const kind = type === 'image' ? 'image' : 'document';
  const title = type === 'file' && filename !== undefined ? { title: filename } : {};
  const id = fileId.exec(url)?.[1];
  if (id !== undefined) return { type: kind, source: { type: 'file', file_id: id }, ...title };
  const inline = parseDataURL(url);
  if (!inline) return { type: kind, source: { type: 'url', url }, ...title };
  const media = mediaTypeName(mediaType ?? inline.mediaType);
  if (kind === 'document' && isTextType(media)) {
    const data = Buffer.from(inline.data, 'base64').toString('utf8');
    return { type: kind, source: { type: 'text', media_type: 'text/plain', data }, ...title };
  }
  return { type: kind, source: { type: 'base64', media_type: media, data: inline.data }, ...title };
}

/** Whether a document is text, which the service takes under the one type `text/plain`. */
const isTextType = (mediaType: string): boolean =>
  /^text\/|^application\/(?:json|xml|yaml|x-yaml|javascript|toml|[\w.]+\+(?:json|xml))\b/.test(mediaType);

/** Returns the block of a tool call. Its input has to be an object. */
export function toToolUse(part: ToolCallPart): WireObject {
  const { id, name: tool, arguments: value } = part;
  const input = asObject(value) ?? (value === undefined || value === null || value === '' ? {} : { arguments: value });
  const caller = asObject(keptOf(part).caller);
  return { type: 'tool_use', id, name: tool, input, ...(caller && { caller }) };
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
  return {
    type: 'tool_result',
    tool_use_id: id,
    ...(content !== '' && { content }),
    ...(isError && { is_error: true }),
  };
}

/** Whether the output of a tool is a list of blocks of the service that can be cited or referred to. */
function isBlockList(output: unknown): boolean {
  const types = asList(output).map((each) => asText(asObject(each)?.type));
  const isOwn = (type: string | undefined): boolean => type === 'search_result' || type === 'tool_reference';
  return types.some(isOwn) && types.every((type) => type === 'text' || isOwn(type));
}

/** Replaces a medium of a tool that the service does not take. */
export const withoutSound = (part: ContentPart): ContentPart =>
  part.type === 'audio' || part.type === 'video' ? { type: 'text', text: `[${part.type} that cannot be sent]` } : part;
