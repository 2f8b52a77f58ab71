import { isMediaPart, type MediaPart, messageParts } from '@rephysco/core';
import { parseDataURL } from '@rephysco/core/provider';
import type { Prompt } from './prompt.ts';
import { enumerate } from './topics.ts';

/** Returns a sentence that lists the attachments of the last question, or `undefined` without attachments. */
export function describeMedia(prompt: Prompt): string | undefined {
  const last = prompt.messages.findLast((message) => message.role === 'user');
  const media = last ? messageParts(last).filter(isMediaPart) : [];
  if (media.length === 0) return undefined;
  const kinds = [...new Set(media.map((part) => part.type))].map((kind) =>
    counted(media.filter((part) => part.type === kind).length, nouns[kind]),
  );
  return `Attached ${media.length === 1 ? 'is' : 'are'} ${enumerate(kinds)}: ${media.map(describe).join('; ')}.`;
}

const nouns = {
  image: ['image', 'images'],
  audio: ['sound', 'sounds'],
  video: ['video', 'videos'],
  file: ['document', 'documents'],
} as const satisfies Record<MediaPart['type'], readonly [string, string]>;

function counted(count: number, [one, many]: readonly [string, string]): string {
  return count === 1 ? `one ${one}` : `${count} ${many}`;
}

function describe(part: MediaPart): string {
  const inline = parseDataURL(part.url);
  if (!inline) return `${part.mediaType ?? 'one'} at ${hostOf(part.url)}`;
  const bytes = Buffer.from(inline.data, 'base64');
  const size = pixels(bytes);
  return [part.filename, inline.mediaType, size && `${size[0]} × ${size[1]} pixels`, `${bytes.length} bytes`]
    .filter(Boolean)
    .join(', ');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** Returns width and height from the header of a PNG, GIF or JPEG. */
function pixels(bytes: Buffer): readonly [number, number] | undefined {
  if (bytes.length >= 24 && bytes.toString('latin1', 1, 4) === 'PNG')
    return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (bytes.length >= 10 && bytes.toString('latin1', 0, 3) === 'GIF')
    return [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  }
  return undefined;
}
