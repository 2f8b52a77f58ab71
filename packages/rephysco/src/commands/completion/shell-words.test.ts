import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currentWord, quote, splitLine } from './shell-words.ts';

describe('splitLine', () => {
  it.each([
    ['rephysco gen', ['rephysco', 'gen']],
    ['rephysco ', ['rephysco', '']],
    ['', ['']],
    ['a "b c" d\\ e \'f"g\'', ['a', 'b c', 'd e', 'f"g']],
    ['a "b c', ['a', 'b c']],
    ['a $(rm -rf x) `y` $HOME', ['a', '$(rm', '-rf', 'x)', '`y`', '$HOME']],
  ])('%j has the words %j', (line, words) => expect(splitLine(line)).toEqual(words));

  it('parses the output of quote', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/^["']|\0/.test(text)),
        (text) => {
          expect(splitLine(`x ${quote(text, '')}`)).toEqual(['x', text]);
          expect(currentWord(`x ${quote(text, '')}`)).toBe(quote(text, ''));
        },
      ),
    );
  });
});
