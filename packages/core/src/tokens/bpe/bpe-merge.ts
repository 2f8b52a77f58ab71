import { none, type Rank } from './bpe-ranks.ts';

/** Function that encodes bytes. Returns the offsets where the tokens end. */
export type Merge = (bytes: Uint8Array, start: number, end: number) => readonly number[];

/**
 * Returns a byte-pair encoder. It repeatedly merges the first pair of lowest rank until no pair is a token. A tree of
 * minima finds that pair, so that n bytes take n log n steps.
 */
export function merger(rank: Rank): Merge {
  let room = roomFor(512);
  return (bytes, start, end) => {
    const length = end - start;
    if (length >= room.next.length) room = roomFor(length);
    fill(bytes, start, length, rank, room);
    join(bytes, start, length, rank, room);
    const ends: number[] = [];
    for (let place = 0; place < length; ends.push(start + place)) place = room.next[place] ?? length;
    return ends;
  };
}

/** Linked list of tokens by the offset of their first byte, and the ranks of neighbouring pairs. */
interface Room {
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /**
   * Tree of minima. `leaves + offset` has the rank of the pair at an offset; each inner node has the lower of its two.
   */
  readonly ranks: Int32Array;
}

const leavesFor = (length: number): number => 2 ** Math.ceil(Math.log2(Math.max(length, 2)));

function roomFor(length: number): Room {
  const leaves = leavesFor(length);
  const places = (): Int32Array => new Int32Array(leaves + 1);
  return { next: places(), previous: places(), ranks: new Int32Array(2 * leaves) };
}

/** Starts with one token per byte. */
function fill(bytes: Uint8Array, start: number, length: number, rank: Rank, { next, previous, ranks }: Room): void {
  const leaves = leavesFor(length);
  for (let place = 0; place < leaves; place += 1) {
    next[place] = place + 1;
    previous[place] = place - 1;
    ranks[leaves + place] = place + 1 < length ? rank(bytes, start + place, start + place + 2) : none;
  }
  for (let node = leaves - 1; node > 0; node -= 1) ranks[node] = lower(ranks, node);
}

function join(bytes: Uint8Array, start: number, length: number, rank: Rank, { next, previous, ranks }: Room): void {
  const leaves = leavesFor(length);
  const pairAt = (place: number): number => {
    const second = next[place] ?? length;
    return second < length ? rank(bytes, start + place, start + (next[second] ?? length)) : none;
  };
  for (let place = lowestPlace(ranks, leaves); place >= 0; place = lowestPlace(ranks, leaves)) {
    const second = next[place] ?? length;
    const after = next[second] ?? length;
    next[place] = after;
    previous[after] = place;
    setRank(ranks, leaves + second, none);
    setRank(ranks, leaves + place, pairAt(place));
    const before = previous[place] ?? -1;
    if (before >= 0) setRank(ranks, leaves + before, pairAt(before));
  }
}

function lower(ranks: Int32Array, node: number): number {
  return Math.min(ranks[2 * node] ?? none, ranks[2 * node + 1] ?? none);
}

/** Returns the offset of the first pair of lowest rank, or -1 if no pair is a token. */
function lowestPlace(ranks: Int32Array, leaves: number): number {
  const lowest = ranks[1];
  if (lowest === none) return -1;
  let node = 1;
  while (node < leaves) node = ranks[2 * node] === lowest ? 2 * node : 2 * node + 1;
  return node - leaves;
}

function setRank(ranks: Int32Array, leaf: number, rank: number): void {
  ranks[leaf] = rank;
  for (let node = leaf >> 1; node > 0; node >>= 1) {
    const least = lower(ranks, node);
    if (ranks[node] === least) return;
    ranks[node] = least;
  }
}
