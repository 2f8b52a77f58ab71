import { type ContentPart, isMediaPart, type MediaPart, type Message } from '../contract/message.ts';
import { isContainer, plainMediaType, sniffMediaType } from './media-type.ts';

/**
 * Copies messages of a caller, so that later changes by the caller do not affect retries, cache keys or histories.
 * Corrects the media type of `data:` URLs to that of their bytes, because services reject `image/jpg`, `image/*` and
 * mislabelled media.
 */
export function ownMessages(messages: readonly Message[]): readonly Message[] {
  return messages.map((message) => {
    const { role, content } = message;
    return typeof content === 'string' ? { ...message, role } : { ...message, content: content.map(ownPart) };
  });
}

function ownPart(part: ContentPart): ContentPart {
  if (isMediaPart(part)) return ownMedia(part);
  if (part.type === 'tool-call') return { ...part, arguments: copied(part.arguments) };
  if (part.type === 'tool-result') return { ...part, output: copied(part.output) };
  return { ...part };
}

/** Copies a value. Values that cannot be copied, such as functions, stay the same. */
function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}

/** Copies by original part, so that cached properties of a large medium, such as its digest, apply to the next call. */
const copies = new WeakMap<MediaPart, MediaPart>();

function ownMedia(part: MediaPart): MediaPart {
  const known = copies.get(part);
  if (known && isSame(known, part)) return known;
  const copy = { ...withPlainType(part) };
  copies.set(part, copy);
  return copy;
}

function isSame(copy: MediaPart, part: MediaPart): boolean {
  const { type, url, mediaType, filename, promptCache, providerData } = withPlainType(part);
  return (
    copy.type === type &&
    copy.url === url &&
    copy.mediaType === mediaType &&
    copy.filename === filename &&
    copy.promptCache === promptCache &&
    copy.providerData === providerData
  );
}

/** Number of base64 characters that are searched for signatures. */
const headLength = 1368;

/** Returns a part whose `data:` URL and `mediaType` match its first bytes. */
function withPlainType(part: MediaPart): MediaPart {
  const header = /^data:([^,]{0,200}?)(;base64)?,/i.exec(part.url);
  if (!header) return part;
  const [whole, said = '', base64] = header;
  const start = part.url.slice(whole.length, whole.length + headLength);
  const found = base64 ? sniffMediaType(Buffer.from(start, 'base64')) : undefined;
  const claimed = plainMediaType(said === '' ? (part.mediaType ?? '') : said);
  // A container can hold audio or video, and its first bytes do not show which.
  const mediaType = found === undefined || (isContainer(found) && isContainer(claimed)) ? claimed : found;
  const isPlain = mediaType === '' || (mediaType === said && (part.mediaType ?? mediaType) === mediaType);
  if (isPlain) return part;
  const url = `data:${mediaType}${base64 ?? ''},${part.url.slice(whole.length)}`;
  return { ...part, url, mediaType };
}
