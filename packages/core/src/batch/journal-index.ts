/** Record in the journal, with its position. */
export interface RecordPlace {
  readonly index: number;
  /** First and second 32 bits of the digest of the item. Only these are compared here. */
  readonly high: number;
  readonly low: number;
  readonly state: RecordState;
  /** Position of the record in the file, in bytes; for `sent`, the position at which the item was sent. */
  readonly offset: number;
  /** Length of the record in bytes; for `sent`, the number of the part. */
  readonly length: number;
}

/** State of an item: a result, an error, or sent in a part of a provider batch. */
export type RecordState = 'ok' | 'error' | 'sent';

/** Index of the records of a journal: about 30 bytes per record. */
export interface JournalIndex {
  /** Adds a record and returns its number. It replaces a record of the same item at the same position. */
  add(place: RecordPlace): number;
  /** Marks a record as returned by `take`. */
  use(record: number): void;
  /**
   * Returns the record of an item, at its position or at another one, or -1. Each record is returned once.
   *
   * @param key digest of the item: 32 hexadecimal digits
   */
  take(index: number, key: string): number;
  /** Returns the number of results and of errors. */
  counts(): { readonly done: number; readonly failed: number };
  /** Returns the position of a record in the file. */
  place(record: number): Pick<RecordPlace, 'offset' | 'length' | 'state'>;
}

/** Lists of records by their digest. A number is that of a record plus 1; 0 ends a list. */
interface Moved {
  readonly heads: Int32Array;
  /** Next record in the list of each record. */
  readonly next: Int32Array;
}

const open = 0;
const failedBit = 1;
const takenBit = 2;
const sentBit = 4;
const bitsOf: Readonly<Record<RecordState, number>> = { ok: open, error: failedBit, sent: sentBit };

/**
 * Creates an empty index.
 *
 * @param expected number of records to reserve space for. The operating system provides only the memory that is used
 */
export function createJournalIndex(expected: number = 1024): JournalIndex {
  let capacity = Math.max(1024, expected);
  let count = 0;
  let offsets = new Float64Array(capacity);
  let lengths = new Uint32Array(capacity);
  let high = new Uint32Array(capacity);
  let low = new Uint32Array(capacity);
  let flags = new Uint8Array(capacity);
  /** Number of the latest record of each position, plus 1. */
  let latest = new Int32Array(capacity);
  let moved: Moved | undefined;

  function grow(): void {
    capacity *= 2;
    offsets = copied(offsets, new Float64Array(capacity));
    lengths = copied(lengths, new Uint32Array(capacity));
    high = copied(high, new Uint32Array(capacity));
    low = copied(low, new Uint32Array(capacity));
    flags = copied(flags, new Uint8Array(capacity));
  }
  const isKey = (record: number, top: number, bottom: number): boolean =>
    high[record] === top && low[record] === bottom;

  /** Returns the record of an item that has another position in this run than in the journal, or -1. */
  function takeMoved(top: number, bottom: number): number {
    moved ??= createMoved();
    const { heads, next } = moved;
    const slot = top & (heads.length - 1);
    let before = -1;
    for (let record = (heads[slot] as number) - 1; record >= 0; record = (next[record] as number) - 1) {
      const isTaken = ((flags[record] as number) & takenBit) !== 0;
      const isFound = !isTaken && isKey(record, top, bottom);
      // Removes taken records. Otherwise, each of a million equal items would search a million records.
      if (isFound || isTaken) {
        if (before < 0) heads[slot] = next[record] as number;
        else next[before] = next[record] as number;
      } else before = record;
      if (isFound) return record;
    }
    return -1;
  }
  /** Returns lists of the records that are not taken: at most 12 bytes per record. */
  function createMoved(): Moved {
    const heads = new Int32Array(2 ** Math.ceil(Math.log2(count + 1)));
    const next = new Int32Array(count);
    for (let record = 0; record < count; record += 1) {
      if ((flags[record] as number) & takenBit) continue;
      const slot = (high[record] as number) & (heads.length - 1);
      next[record] = heads[slot] as number;
      heads[slot] = record + 1;
    }
    return { heads, next };
  }

  return {
    add({ index, high: top, low: bottom, state, offset, length }) {
      while (index >= latest.length) latest = copied(latest, new Int32Array(latest.length * 2));
      const before = (latest[index] as number) - 1;
      const record = before >= 0 && isKey(before, top, bottom) ? before : count;
      if (record === count) {
        if (count === capacity) grow();
        count += 1;
      }
      offsets[record] = offset;
      lengths[record] = length;
      high[record] = top;
      low[record] = bottom;
      flags[record] = bitsOf[state];
      latest[index] = record + 1;
      return record;
    },
    take(index, key) {
      const { high: top, low: bottom } = digestOf(key);
      const own = (latest[index] ?? 0) - 1;
      const isOwn = own >= 0 && isKey(own, top, bottom) && !((flags[own] as number) & takenBit);
      const record = isOwn ? own : takeMoved(top, bottom);
      if (record >= 0) flags[record] = (flags[record] as number) | takenBit;
      return record;
    },
    use(record) {
      flags[record] = (flags[record] as number) | takenBit;
    },
    counts() {
      let failed = 0;
      let sent = 0;
      for (let record = 0; record < count; record += 1) {
        failed += (flags[record] as number) & failedBit;
        sent += ((flags[record] as number) & sentBit) / sentBit;
      }
      return { done: count - failed - sent, failed };
    },
    place(record) {
      const bits = flags[record] as number;
      const state = bits & failedBit ? 'error' : bits & sentBit ? 'sent' : 'ok';
      return { offset: offsets[record] as number, length: lengths[record] as number, state };
    },
  };
}

/** Returns the parts of a digest that the index compares. */
export function digestOf(key: string): Pick<RecordPlace, 'high' | 'low'> {
  return { high: Number.parseInt(key.slice(0, 8), 16), low: Number.parseInt(key.slice(8, 16), 16) };
}

function copied<List extends { set(from: List): void }>(from: List, to: List): List {
  to.set(from);
  return to;
}
