import type { ImageSize } from '../contract/media-rates.ts';

/**
 * Returns width and height of a PNG, JPEG, GIF or WebP image. Returns `undefined` for other formats, and if the given
 * bytes do not contain the size.
 */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { begins, at = 0, length, size } of formats) {
    if (head.length < length || head.toString('latin1', at, at + begins.length) !== begins) continue;
    const found = size(head);
    return found && found.width > 0 && found.height > 0 ? found : undefined;
  }
  return undefined;
}

interface Format {
  /** Signature at the offset `at`. */
  readonly begins: string;
  readonly at?: number;
  /** Number of bytes that `size` reads without checks. */
  readonly length: number;
  size(head: Buffer): ImageSize | undefined;
}

const formats: readonly Format[] = [
  // https://www.w3.org/TR/png-3/#11IHDR
  {
    begins: '\x89PNG\r\n\x1a\n',
    length: 24,
    size: (head) => ({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) }),
  },
  // https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 18
  { begins: 'GIF8', length: 10, size: (head) => ({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) }) },
  { begins: 'WEBP', at: 8, length: 30, size: webpSize },
  { begins: '\xff\xd8\xff', length: 4, size: jpegSize },
];

/**
 * Reads the size of a WebP image: https://developers.google.com/speed/webp/docs/riff_container and RFC 6386, section
 * 9.1.
 */
function webpSize(head: Buffer): ImageSize | undefined {
  const chunk = head.toString('latin1', 12, 16);
  if (chunk === 'VP8X') return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
  if (chunk === 'VP8 ') return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
  if (chunk !== 'VP8L') return undefined;
  const bits = head.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Reads the size from the frame header of a JPEG: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B. */
function jpegSize(head: Buffer): ImageSize | undefined {
  for (let at = 2; at + 9 <= head.length && head[at] === 0xff; ) {
    const marker = head[at + 1] ?? 0;
    if (isFrame(marker)) return { width: head.readUInt16BE(at + 7), height: head.readUInt16BE(at + 5) };
    // Skip padding bytes and markers without a segment.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at += 2 + Math.max(2, head.readUInt16BE(at + 2));
  }
  return undefined;
}

/** Returns `true` for the marker of a frame header. Three markers in this range are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
