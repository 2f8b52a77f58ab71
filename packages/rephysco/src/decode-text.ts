import { ConfigurationError } from '@rephysco/core';

/** Decoded text of a file or of standard input. */
export interface DecodedText {
  readonly text: string;
  /** Name of the encoding, if it was not UTF-8. */
  readonly encoding?: string | undefined;
}

/** Signatures of binary files that are often piped by mistake, as Latin-1. Files with NUL bytes need no signature. */
const signatures: readonly (readonly [name: string, start: string])[] = [
  ['gzip', '\x1f\x8b'],
  ['zip', 'PK\x03\x04'],
  ['PNG', '\x89PNG'],
  ['JPEG', '\xff\xd8\xff'],
  ['GIF', 'GIF8'],
  ['PDF', '%PDF-'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['xz', '\xfd7zXZ'],
  ['bzip2', 'BZh9'],
];

/**
 * Decodes bytes as text: UTF-8, UTF-16 as written by Windows, or otherwise Windows-1252. Removes byte order marks.
 *
 * @param name name of the source, for the error
 * @throws ConfigurationError for binary data, which would reach the model as garbled text
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  const encoding = encodingOf(bytes);
  if (encoding !== undefined) {
    return { text: new TextDecoder(encoding).decode(bytes), ...(encoding !== 'utf-8' && { encoding }) };
  }
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const known = signatures.find(([, signature]) => start.startsWith(signature))?.[0];
  throw new ConfigurationError(
    `${name} is binary data${known ? ` (${known})` : ''}, not text. Attach it with --attach, or convert it to UTF-8 text.`,
  );
}

/** Decodes bytes as `decodeText` does, or returns `undefined` for binary data. */
export function tryDecodeText(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  return encoding === undefined ? undefined : new TextDecoder(encoding).decode(bytes);
}

/** Returns the encoding of a text, or `undefined` for binary data. */
function encodingOf(bytes: Uint8Array): string | undefined {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return evenly(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return evenly(bytes, 'utf-16be');
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
  if (bytes.includes(0)) return hasMark ? undefined : unmarkedWide(bytes);
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (signatures.some(([, signature]) => start.startsWith(signature))) return undefined;
  if (isValid(bytes, 'utf-8')) return 'utf-8';
  // Text has no control characters except tab, line ends, form feed and escape.
  const controls = bytes.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
  return controls ? undefined : 'windows-1252';
}

const evenly = (bytes: Uint8Array, encoding: string): string | undefined =>
  isValid(bytes, encoding) ? encoding : undefined;

/**
 * Returns the byte order of UTF-16 without a mark, as from PowerShell. Nearly every second byte of Western text is 0.
 */
function unmarkedWide(bytes: Uint8Array): string | undefined {
  if (bytes.length % 2 !== 0) return undefined;
  const zeros = [0, 0];
  for (const [place, byte] of bytes.entries()) if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = bytes.length / 2;
  if (odd > 0.7 * half && even < 0.05 * half) return evenly(bytes, 'utf-16le');
  return even > 0.7 * half && odd < 0.05 * half ? evenly(bytes, 'utf-16be') : undefined;
}

function isValid(bytes: Uint8Array, encoding: string): boolean {
  try {
    return !new TextDecoder(encoding, { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}
