import { createRandom } from './random.ts';
import { tokenize } from './tokens.ts';

/** Places that one token has in a vector. */
const perToken = 4;

/** A vector of length 1 that belongs to a text. Texts that share words point in similar directions. */
export function embedding(text: string, dimensions: number): readonly number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const token of text === '' ? [''] : tokenize(text)) {
    const { next } = createRandom(token.trim().toLowerCase());
    for (let place = 0; place < perToken; place += 1) {
      const at = Math.floor(next() * dimensions);
      vector[at] = (vector[at] ?? 0) + (next() < 0.5 ? -1 : 1);
    }
  }
  // Signs may cancel each other out.
  const length = Math.hypot(...vector);
  if (length === 0) vector[0] = 1;
  return vector.map((value) => value / (length || 1));
}
