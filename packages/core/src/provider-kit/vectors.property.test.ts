import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../contract/errors.ts';
import type { Origin } from './origin.ts';
import { byIndex, readVectors } from './vectors.ts';

const origin: Origin = { service: { name: 'service' }, baseURL: 'https://service.test/v1', secrets: [] };

/** Runs a reader. Returns its result, or `undefined` if it rejected the answer. */
function unlessInvalid<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(ProviderError);
    return undefined;
  }
}

const float = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('vectors of an answer', () => {
  it('are read from lists and from base64 without a change', () => {
    const rows = fc
      .integer({ min: 1, max: 8 })
      .chain((length) =>
        fc.array(fc.array(float, { minLength: length, maxLength: length }), { minLength: 1, maxLength: 8 }),
      );
    fc.assert(
      fc.property(rows, fc.boolean(), (vectors, isBase64) => {
        const sent = vectors.map((vector) =>
          isBase64 ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector,
        );
        expect(readVectors(sent, vectors.length, origin)).toEqual(vectors);
      }),
    );
  });

  it('are rejected or have the number of texts, equal lengths and finite numbers, for any JSON', () => {
    const value = fc.oneof(
      fc.array(fc.oneof(float, fc.constantFrom(null, 'x', Infinity))),
      fc.string(),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), fc.nat(5), (values, count) => {
        const vectors = unlessInvalid(() => readVectors(values, count, origin));
        if (!vectors) return;
        expect(vectors).toHaveLength(count);
        for (const vector of vectors) expect(vector).toHaveLength(vectors[0]?.length ?? 0);
        expect(vectors.flat().every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it.each([
    ['a number is missing', [[1, null]], 1],
    ['base64 is cut', ['AAAA'], 1],
    ['base64 contains other characters', ['AAA*AAA='], 1],
    ['lengths differ', [[1, 2], [1]], 2],
    ['one is missing', [[1]], 2],
    ['one is empty', [[]], 1],
  ])('are rejected if %s', (_, values, count) => {
    expect(() => readVectors(values, count, origin)).toThrow(ProviderError);
  });
});

describe('rows of vectors', () => {
  it('are sorted by their index for any order of arrival', () => {
    const order = fc.integer({ min: 1, max: 20 }).chain((size) =>
      fc.shuffledSubarray(
        Array.from({ length: size }, (_, index) => index),
        { minLength: size },
      ),
    );
    fc.assert(
      fc.property(order, (indexes) => {
        const sorted = byIndex(
          indexes.map((index) => ({ index })),
          origin,
        );
        expect(sorted.map(({ index }) => index)).toEqual(indexes.toSorted((one, other) => one - other));
      }),
    );
  });

  it('keep their order without an index, or if all have the same', () => {
    for (const index of [undefined, 0]) {
      const rows = ['b', 'a'].map((name) => ({ index, name }));
      expect(byIndex(rows, origin)).toEqual(rows);
    }
  });

  it('are rejected if some have the same index', () => {
    expect(() => byIndex([{ index: 0 }, { index: 1 }, { index: 1 }], origin)).toThrow('missing, repeated');
  });
});
