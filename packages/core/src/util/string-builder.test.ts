import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStringBuilder } from './string-builder.ts';

it('The text is the concatenation of all parts, for any number of them and at any time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 3 }), { maxLength: 2000, size: 'max' }),
      fc.nat(2000),
      (pieces, early) => {
        const gathered = createStringBuilder();
        for (const piece of pieces.slice(0, early)) gathered.add(piece);
        expect(gathered.text()).toBe(pieces.slice(0, early).join(''));
        for (const piece of pieces.slice(early)) gathered.add(piece);
        expect(gathered.text()).toBe(pieces.join(''));
      },
    ),
    { numRuns: 30 },
  );
});
