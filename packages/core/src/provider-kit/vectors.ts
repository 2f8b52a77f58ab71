import { invalidAnswer } from './errors.ts';
import type { Origin } from './origin.ts';

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Reads the vectors of an answer: lists of numbers, or base64 of little-endian 32-bit floats, as OpenAI sends them.
 *
 * @param count number of texts in the request
 * @throws ProviderError if the answer has another number of vectors, a vector is not a list of finite numbers, or two
 *   vectors differ in length, because each of these would be compared with wrong values
 */
export function readVectors(values: readonly unknown[], count: number, origin: Origin): number[][] {
  if (values.length !== count) {
    throw invalidAnswer(`the answer contains ${values.length} vectors for ${count} texts`, origin);
  }
  const vectors = values.map((value, position) => {
    const vector = typeof value === 'string' ? floatsOf(value) : value;
    if (Array.isArray(vector) && vector.length > 0 && vector.every(Number.isFinite)) return vector as number[];
    throw invalidAnswer(`vector ${position} of the answer is not a list of finite numbers`, origin);
  });
  const [first = []] = vectors;
  const other = vectors.find(({ length }) => length !== first.length);
  if (!other) return vectors;
  throw invalidAnswer(`the answer contains vectors of ${first.length} and of ${other.length} numbers`, origin);
}

/**
 * Returns the rows sorted by `index`. Returns them unchanged if no row has an index, or all have the same one.
 *
 * @throws ProviderError if the index of some rows is missing, repeated or not a whole number
 */
export function byIndex<Row extends { readonly index?: unknown }>(
  rows: readonly Row[],
  origin: Origin,
): readonly Row[] {
  const numbers = new Set(rows.map(({ index }) => index));
  if (numbers.size <= 1) return rows;
  const isNumbered = numbers.size === rows.length && rows.every(({ index }) => Number.isInteger(index));
  if (isNumbered) return rows.toSorted((one, other) => Number(one.index) - Number(other.index));
  throw invalidAnswer('the index of a vector in the answer is missing, repeated or not a whole number', origin);
}

function floatsOf(text: string): readonly number[] | undefined {
  const bytes = base64.test(text) ? Buffer.from(text, 'base64') : undefined;
  if (!bytes || bytes.length % 4 !== 0) return undefined;
  return Array.from({ length: bytes.length / 4 }, (_, position) => bytes.readFloatLE(position * 4));
}
