import type { MediaPart } from '../contract/message.ts';
import { parseDataURL } from '../media/data-url.ts';
import { mediaTypeName } from './media-names.ts';

/** A medium whose bytes are in its `data:` URL. */
export interface InlineMedia {
  /** Registered name of the media type. */
  readonly mediaType: string;
  /** Bytes in base64. */
  readonly data: string;
  /** Text of a text document, for services that accept documents as text. */
  readonly text?: string | undefined;
}

const textTypes = /^text\/|^application\/(?:json|xml|yaml|x-yaml|javascript|toml|[\w.]+\+(?:json|xml))\b/;

/** Returns the bytes of a medium, or `undefined` if its URL is not a `data:` URL. */
export function inlineMedia({ url, mediaType: said }: MediaPart): InlineMedia | undefined {
  const inline = parseDataURL(url);
  if (!inline) return undefined;
  const mediaType = mediaTypeName(said ?? inline.mediaType);
  const { data } = inline;
  if (!textTypes.test(mediaType)) return { mediaType, data };
  return { mediaType, data, text: Buffer.from(data, 'base64').toString('utf8') };
}
