import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byAlphabet, isPlain } from './alphabet.ts';
import { countTokens, tokenize } from './tokens.ts';
import { keywords, topics } from './topics.ts';

/** Random texts of Latin letters, digits and punctuation. */
const plainText = fc.string({ unit: fc.constantFrom(...`aZ09_ \n'’“”–….!?+#-(,/`) });

describe('expressions by alphabet', () => {
  it('do not change for texts of the Latin alphabet', () => {
    const find = byAlphabet(/plain/, () => {
      throw new Error('made');
    });
    expect(find('Why is the sky “blue”? It’s late…')).toEqual(/plain/);
    expect(() => find('Why is the café closed?')).toThrow('made');
  });

  it('find the same matches in plain texts, with and without a letter of another alphabet', () => {
    fc.assert(
      fc.property(plainText, (text) => {
        expect(isPlain(text)).toBe(true);
        // An appended letter without neighbours adds one token and one topic, and changes no other.
        expect(tokenize(`${text}\n\né`).slice(0, -1).join('')).toBe(`${text}\n\n`);
        expect(countTokens(`é(${text}`)).toBe(2 + countTokens(text));
        expect(keywords(`${text} é`)).toEqual([...keywords(text), 'é']);
        expect(topics(`${text.slice(0, 40)} (é`).filter((topic) => topic !== 'é')).toEqual(topics(text.slice(0, 40)));
      }),
    );
  });
});
