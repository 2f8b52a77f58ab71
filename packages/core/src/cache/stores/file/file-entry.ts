import { sha256 } from '../../../util/sha256.ts';

/** Entry of the store, as a file holds it. */
export interface Entry {
  readonly key: string;
  readonly value: unknown;
  /** Expiry time in milliseconds since 1970. Absent for an entry that never expires. */
  readonly expires?: number | undefined;
}

/** First characters of every file. The number is the version of the format. */
const mark = 'rephysco-1 ';

/** Hex digits of the checksum: 128 bits of SHA-256. It detects damage, not forgery. */
const checksumLength = 32;

/** Returns the text of a file: a line with format and checksum, then JSON. */
export function encodeEntry(entry: Entry): string {
  const body = JSON.stringify(entry);
  return `${mark}${checksum(body)}\n${body}`;
}

/** Parses the text of a file. Returns `undefined` if it is incomplete, changed, or in another format. */
export function decodeEntry(text: string | Buffer): Entry | undefined {
  const start = mark.length + checksumLength + 1;
  const [head, body] =
    typeof text === 'string'
      ? [text.slice(0, start), text.slice(start)]
      : [text.toString('latin1', 0, start), text.subarray(start)];
  if (head !== `${mark}${checksum(body)}\n`) return undefined;
  return JSON.parse(body.toString()) as Entry;
}

function checksum(body: string | Buffer): string {
  return sha256(body).slice(0, checksumLength);
}
