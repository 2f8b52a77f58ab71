import { createRandom } from './random.ts';
import { tokenize } from './tokens.ts';

/** Number of dimensions that one token changes. */
const perToken = 4;

/** Returns a vector of length 1 for a text. Texts that share words have similar vectors. */
export function embedding(text: string, dimensions: number): readonly number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const token of text === '' ? [''] : tokenize(text)) {
    const { next } = createRandom(token.trim().toLowerCase());
    for (let place = 0; place < perToken; place += 1) {
      const at = Math.floor(next() * dimensions);
      vector[at] = (vector[at] ?? 0) + (next() < 0.5 ? -1 : 1);
    }
  }
  // The signs of different tokens may cancel each other out.
  const length = Math.hypot(...vector);
  if (length === 0) vector[0] = 1;
  return vector.map((value) => value / (length || 1));
}
