import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quickBounds } from './quick-bounds.ts';
import { textCounter } from './text-tokens.ts';

describe('quickBounds', () => {
  it.each([
    'The quick brown fox jumps over the lazy dog, and the dog sleeps on.',
    'Alle Menschen sind frei und gleich an Würde und Rechten geboren.',
    '人人生而自由，在尊严和权利上一律平等。',
    'すべての人間は、生れながらにして自由であり、かつ、尊厳と権利とについて平等である。',
    'Все люди рождаются свободными и равными в своем достоинстве и правах.',
    'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता प्राप्त है।',
    'const answer = items.filter(({ id }) => id !== 42).map((item) => item.name);',
    '3.14159265358979 2026-11-30 00:41:12',
    'd2hlbiBpbiB0aGUgY291cnNlIG9mIGh1bWFuIGV2ZW50cw==',
  ])('contains the count of a vocabulary: %s', async (text) => {
    const count = await textCounter('o200k_base');
    const { least, most } = quickBounds(text);
    expect(least).toBeLessThanOrEqual(count(text));
    expect(most).toBeGreaterThanOrEqual(count(text));
  });

  it('grows with the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        const { least, most } = quickBounds(`${one} ${other}`);
        expect(most).toBeGreaterThanOrEqual(quickBounds(one).most);
        expect(least).toBeLessThanOrEqual(most + 1);
      }),
    );
  });
});
