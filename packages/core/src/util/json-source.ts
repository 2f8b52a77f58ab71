/** Characters of a JSON text, in a string or in bytes of UTF-8. Places are indexes of the string or the bytes. */
export interface JSONSource {
  readonly length: number;
  /** Returns the code of a character, or `NaN` after the end. */
  at(place: number): number;
  /** Returns the place of a character, or the length of the text. */
  find(code: number, from: number): number;
  /** Returns a part of the text. */
  text(start: number, end: number): string;
  /** Returns a part of the text if that takes no more memory than its bytes. */
  cheap(start: number, end: number): string | undefined;
}

/** Returns a source over a string. Its parts share the memory of the string. */
export function stringSource(text: string): JSONSource {
  const part = (start: number, end: number): string => text.slice(start, end);
  return {
    length: text.length,
    at: (place) => text.charCodeAt(place),
    find: (code, from) => orEnd(text.indexOf(String.fromCharCode(code), from), text.length),
    text: part,
    cheap: part,
  };
}

/** Returns a source over bytes of UTF-8. */
export function byteSource(utf8: Uint8Array): JSONSource {
  const bytes = Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength);
  return {
    length: bytes.length,
    at: (place) => bytes[place] ?? Number.NaN,
    find: (code, from) => orEnd(bytes.indexOf(code, from), bytes.length),
    text: (start, end) => bytes.toString('utf8', start, end),
    cheap: (start, end) => (isASCII(bytes.subarray(start, end)) ? bytes.toString('latin1', start, end) : undefined),
  };
}

/** Returns `true` if all bytes are ASCII. */
const isASCII = (bytes: Uint8Array): boolean => process.getBuiltinModule('node:buffer').isAscii(bytes);

const orEnd = (place: number, length: number): number => (place < 0 ? length : place);
