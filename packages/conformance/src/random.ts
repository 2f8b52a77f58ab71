/**
 * Returns a generator of numbers from 0 (inclusive) to 1 (exclusive).
 *
 * @param seed the same seed gives the same numbers
 */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
