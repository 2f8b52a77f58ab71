import type { RecordState } from './journal-index.ts';

/** Beginning of a journal record: index, digest of the item, state and cost. The outcome or a part follows. */
export interface RecordPrefix {
  readonly index: number;
  /** First and second 32 bits of the digest. */
  readonly high: number;
  readonly low: number;
  readonly state: RecordState;
  /** Amount and currency; empty if unknown. */
  readonly cost: string;
  /** Number of the part of an item that was sent. */
  readonly part: number | undefined;
}

const digits = 32;
const quote = 34;
const [afterIndex, afterKey, afterState] = [',"k":"', '","s":"', '","c":"'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
];
const states = (['ok', 'error', 'sent'] as const).map((state) => ({ state, bytes: Buffer.from(state) }));
const start = Buffer.from('{"i":');

/** Reads the beginning of a record, or returns `undefined` for any other line. A million lines take less than 1 s. */
export function readRecordPrefix(line: Uint8Array): RecordPrefix | undefined {
  if (!hasAt(line, 0, start)) return undefined;
  let at = start.length;
  let index = 0;
  for (let digit = digitOf(line[at]); digit >= 0 && digit < 10; digit = digitOf(line[at])) {
    index = index * 10 + digit;
    at += 1;
  }
  if (at === start.length || !hasAt(line, at, afterIndex)) return undefined;
  const key = at + afterIndex.length;
  for (let place = key; place < key + digits; place += 1) if (digitOf(line[place]) < 0) return undefined;
  if (!hasAt(line, key + digits, afterKey)) return undefined;
  at = key + digits + afterKey.length;
  const found = states.find(({ bytes }) => hasAt(line, at, bytes) && hasAt(line, at + bytes.length, afterState));
  if (!found) return undefined;
  at += found.bytes.length + afterState.length;
  const end = line.indexOf(quote, at);
  if (end < 0) return undefined;
  const part = found.state === 'sent' ? /^","p":(\d+)\}$/.exec(textOf(line, end, line.length))?.[1] : undefined;
  return {
    index,
    high: numberAt(line, key),
    low: numberAt(line, key + 8),
    state: found.state,
    cost: end === at ? '' : textOf(line, at, end),
    part: part === undefined ? undefined : Number(part),
  };
}

function hasAt(line: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let each = 0; each < bytes.length; each += 1) if (line[at + each] !== bytes[each]) return false;
  return true;
}

/** Returns the value of a hexadecimal digit in lower case, or -1. */
function digitOf(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}

function numberAt(line: Uint8Array, at: number): number {
  let value = 0;
  for (let place = at; place < at + 8; place += 1) value = value * 16 + digitOf(line[place]);
  return value;
}

const textOf = (line: Uint8Array, from: number, to: number): string =>
  Buffer.from(line.buffer, line.byteOffset + from, to - from).toString('latin1');

/** Returns the outcome of the line of a record, or `undefined` if the line is damaged. */
export function outcomeOf(line: string): string | undefined {
  const cost = line.startsWith('{"i":') && line.endsWith('}') ? line.indexOf('","c":"') : -1;
  const end = cost < 0 ? -1 : line.indexOf('",', cost + afterState.length);
  return end < 0 ? undefined : line.slice(end + 2, -1);
}
