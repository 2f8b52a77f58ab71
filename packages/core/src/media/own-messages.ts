import { type ContentPart, isMediaPart, type MediaPart, type Message } from '../contract/message.ts';
import { isContainer, plainMediaType, sniffMediaType } from './media-type.ts';

/**
 * Returns a copy of a caller's messages, so that nothing that the caller does to them later reaches a retry, a cache key
 * or a history. `data:` URLs in it have the media type that their bytes show: services refuse `image/jpg`, `image/*` and
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

/** A copy of a value that may be anything; what cannot be copied, such as a function, stays. */
function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}

/** Copies by their part: what is remembered of a large medium, such as its digest, holds for the next call too. */
const copies = new WeakMap<MediaPart, MediaPart>();

function ownMedia(part: MediaPart): MediaPart {
  const known = copies.get(part);
  if (known && isSame(known, part)) return known;
  const copy = { ...withPlainType(part) };
  copies.set(part, copy);
  return copy;
}

function isSame(copy: MediaPart, part: MediaPart): boolean {
  const { type, url, mediaType, filename, providerData } = withPlainType(part);
  return (
    copy.type === type &&
    copy.url === url &&
    copy.mediaType === mediaType &&
    copy.filename === filename &&
    copy.providerData === providerData
  );
}

/** Base64 of the bytes that signatures are looked for in. */
const headLength = 1368;

/** A part whose `data:` URL and `mediaType` say what its first bytes are. */
function withPlainType(part: MediaPart): MediaPart {
  const header = /^data:([^,]{0,200}?)(;base64)?,/i.exec(part.url);
  if (!header) return part;
  const [whole, said = '', base64] = header;
  const start = part.url.slice(whole.length, whole.length + headLength);
  const found = base64 ? sniffMediaType(Buffer.from(start, 'base64')) : undefined;
  const claimed = plainMediaType(said === '' ? (part.mediaType ?? '') : said);
  // A container holds sound or pictures; its first bytes do not tell which.
  const mediaType = found === undefined || (isContainer(found) && isContainer(claimed)) ? claimed : found;
  const isPlain = mediaType === '' || (mediaType === said && (part.mediaType ?? mediaType) === mediaType);
  if (isPlain) return part;
  const url = `data:${mediaType}${base64 ?? ''},${part.url.slice(whole.length)}`;
  return { ...part, url, mediaType };
}
