import fc from 'fast-check';
import { expect, it } from 'vitest';
import { charactersOf } from './characters.ts';

it('places in bytes become places in characters, in any order', () => {
  const piece = fc.tuple(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9 }),
    fc.integer({ min: 1, max: 2000 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 4 }), fc.array(fc.nat(30_000)), (pieces, places) => {
      const text = pieces.map(([each, count]) => each.repeat(count)).join('');
      const bytes = Buffer.from(text);
      const characters = charactersOf(text);
      for (const place of places) expect(characters(place)).toBe(bytes.subarray(0, place).toString().length);
    }),
  );
});

it('thousands of places in a long text take no longer than reading it', { timeout: 10_000 }, () => {
  const characters = charactersOf('好'.repeat(10 * 2 ** 20));
  for (let place = 0; place < 30_000; place += 1) expect(characters(place * 999)).toBe(place * 333);
});
