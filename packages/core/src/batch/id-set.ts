import { sha256 } from '../util/sha256.ts';

/** Set of ids. It needs 16 to 32 bytes for each id of any length. */
export interface IdSet {
  /** Adds an id. Returns the position of the item that has it already, or `undefined`. */
  add(id: string, position: number): number | undefined;
}

/** Largest number of ids for which memory is reserved in advance. */
const mostExpected = 2 ** 22;

/**
 * Creates an empty set. Ids are compared by 64 bits of their SHA-256.
 *
 * @param expected number of ids to reserve space for. The operating system provides only the memory that is used
 */
export function createIdSet(expected: number = 0): IdSet {
  // The table is never more than three quarters full.
  let capacity = 2 ** Math.ceil(Math.log2(Math.max(1024, (Math.min(expected, mostExpected) * 4) / 3 + 1)));
  let count = 0;
  let high = new Uint32Array(capacity);
  let low = new Uint32Array(capacity);
  /** Positions plus 1. Zero marks a free slot. */
  let positions = new Uint32Array(capacity);

  function slotOf(top: number, bottom: number): number {
    let slot = bottom % capacity;
    while (positions[slot] !== 0 && !(high[slot] === top && low[slot] === bottom)) slot = (slot + 1) % capacity;
    return slot;
  }
  function grow(): void {
    const before = { high, low, positions };
    capacity *= 2;
    high = new Uint32Array(capacity);
    low = new Uint32Array(capacity);
    positions = new Uint32Array(capacity);
    for (let at = 0; at < before.positions.length; at += 1) {
      const position = before.positions[at] as number;
      if (position !== 0) put(before.high[at] as number, before.low[at] as number, position);
    }
  }
  function put(top: number, bottom: number, position: number): void {
    const slot = slotOf(top, bottom);
    high[slot] = top;
    low[slot] = bottom;
    positions[slot] = position;
  }
  return {
    add(id, position) {
      const digest = sha256(id);
      const top = Number.parseInt(digest.slice(0, 8), 16);
      const bottom = Number.parseInt(digest.slice(8, 16), 16);
      const known = positions[slotOf(top, bottom)] as number;
      if (known !== 0) return known - 1;
      if (count * 4 >= capacity * 3) grow();
      put(top, bottom, position + 1);
      count += 1;
      return undefined;
    },
  };
}
