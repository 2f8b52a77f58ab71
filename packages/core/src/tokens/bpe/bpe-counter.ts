import { type Merge, merger } from './bpe-merge.ts';
import { none, type Rank } from './bpe-ranks.ts';

/** Counts the tokens of so many bytes, which are a piece: no token reaches beyond it. */
export type PieceCounter = (bytes: Uint8Array, length: number) => number;

/**
 * Counts as byte-pair encoding does, in time that is linear in any piece; that of `gpt-tokenizer` itself grows with the
 * square, to more than 20 s for 1 MB of `a`.
 *
 * A long piece goes through a window. Tokens are what a text encodes to if each two neighbours among them are what
 * those two encode to (https://github.com/github/rust-gems/tree/main/crates/bpe), so a window may begin anew at any
 * token of the last one, if the first that it finds there is the same.
 */
export function pieceCounter(rank: Rank): PieceCounter {
  const merge = merger(rank);
  return (bytes, length) => {
    if (length < 2 || rank(bytes, 0, length) !== none) return Math.min(length, 1);
    let tokens = 0;
    let window = open(merge, bytes, 0, Math.min(windowLength, length));
    while (window.end < length) {
      const { passed, next } = advance(window, length, (start, end) => open(merge, bytes, start, end));
      tokens += passed;
      window = next;
    }
    return tokens + window.ends.length;
  };
}

const windowLength = 512;

interface Window {
  readonly start: number;
  readonly end: number;
  /** Where its tokens end. */
  readonly ends: readonly number[];
}

function open(merge: Merge, bytes: Uint8Array, start: number, end: number): Window {
  return { start, end, ends: merge(bytes, start, end) };
}

/** The next window, and how many tokens stand before it; a longer one from the same start where none fits. */
function advance(
  { start, end, ends }: Window,
  length: number,
  from: (start: number, end: number) => Window,
): { readonly passed: number; readonly next: Window } {
  for (let place = Math.floor(ends.length * 0.8); place > 0; place = Math.floor(place / 2)) {
    const begin = ends[place - 1] ?? end;
    const next = from(begin, Math.min(begin + windowLength, length));
    if (next.ends[0] === ends[place]) return { passed: place, next };
  }
  return { passed: 0, next: from(start, Math.min(start + 2 * (end - start), length)) };
}
