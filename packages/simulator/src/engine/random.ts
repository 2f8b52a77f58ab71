/** Pseudo-random choices that depend only on a text. */
export interface Random {
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  readonly next: () => number;
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
}

/** Creates the random choices of a text: mulberry32 with the MurmurHash3 of the text as seed. */
export function createRandom(text: string): Random {
  let state = murmur3(text);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, pick: (items) => items[Math.floor(next() * items.length)] ?? items[0] };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Returns a name of letters and digits, derived from a text. */
export function nameOf(text: string, length: number): string {
  const { next } = createRandom(text);
  return Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
}

/** Returns at most 64 hexadecimal digits, derived from a text. */
export function hexOf(text: string, length: number): string {
  return sha256(text).slice(0, length);
}

/** Returns the 32-bit MurmurHash3 of the UTF-16 of a text. Avoids loading Node's crypto. */
function murmur3(text: string): number {
  let hash = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const mixed = Math.imul(text.charCodeAt(index), 0xcc9e2d51);
    hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Node's crypto takes 4 ms of CPU to load, and few answers need it. */
function sha256(text: string): string {
  return process.getBuiltinModule('node:crypto').hash('sha256', text);
}
