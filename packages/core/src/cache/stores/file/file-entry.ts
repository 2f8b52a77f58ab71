import { sha256 } from '../../../util/sha256.ts';

/** One value as a file holds it. */
export interface Entry {
  readonly key: string;
  readonly value: unknown;
  /** Milliseconds since 1970; absent for one that never expires. */
  readonly expires?: number | undefined;
}

/** Stands at the beginning of every file; the number changes with the format. */
const mark = 'rephysco-1 ';

/** 128 of the checksum's 256 bits: enough against damage, and this line is no defence against forgers. */
const checksumLength = 32;

/** The text of a file: a line with mark and checksum, then JSON. */
export function encodeEntry(entry: Entry): string {
  const body = JSON.stringify(entry);
  return `${mark}${checksum(body)}\n${body}`;
}

/** The entry that a file's text holds; `undefined` where it was cut, changed, or is none of ours. */
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
