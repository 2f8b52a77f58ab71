import fc from 'fast-check';
import * as cl100k from 'gpt-tokenizer/encoding/cl100k_base';
import * as o200k from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { textCounter } from './text-tokens.ts';

const count = await textCounter('o200k_base');
const countOld = await textCounter('cl100k_base');

/** Returns the counts of the `gpt-tokenizer` library in both encodings. */
function counted(text: string): readonly number[] {
  const options = { disallowedSpecial: new Set<string>() };
  return [o200k.countTokens(text, options), cl100k.countTokens(text, options)];
}

const alphabets = [
  'ab',
  'acgt',
  'etaoinshrdlu',
  'aA',
  '的一是不',
  '=-',
  ' \n',
  '/\n=',
  'e\u0301',
  '😀👍🏽',
  "don't ",
  'かなカナ',
  '한국어',
];
const run = fc
  .constantFrom(...alphabets)
  .chain((letters) => fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 40 }))
  .chain((letters) =>
    fc.nat({ max: 1500 }).map((length) => letters.join('').repeat(Math.ceil(length / letters.length))),
  );
const letters = fc
  .constantFrom(...alphabets)
  .chain((from) => fc.array(fc.constantFrom(...from), { maxLength: 1500, size: 'max' }))
  .map((found) => found.join(''));

describe('textCounter', () => {
  // https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken, section 5.
  it.each([
    ['', 0, 0],
    ['tiktoken is great!', 6, 6],
    ['antidisestablishmentarianism', 6, 6],
    ['2 + 2 = 4', 7, 7],
    ['お誕生日おめでとう', 8, 9],
  ])('counts %j', (text, tokens, oldTokens) => expect([count(text), countOld(text)]).toEqual([tokens, oldTokens]));

  it('is created once', () => expect(textCounter('o200k_base')).toBe(textCounter('o200k_base')));

  it.each(['<|endoftext|>', '<|im_start|>system', 'a <|endofprompt|> b', '<|fim_prefix|>'])(
    'counts %j as plain text',
    (text) => expect(count(text)).toBeGreaterThan(2),
  );

  it('counts any text as the library does', () => {
    // Byte order marks are left out, because the library drops them and splits the text there.
    const text = fc.string({ unit: 'binary', maxLength: 2000 }).map((any) => any.replaceAll('\ufeff', ''));
    fc.assert(
      fc.property(text, (any) => {
        expect([count(any), countOld(any)]).toEqual(counted(any));
      }),
    );
  });

  it('counts long runs of any repeated text as the library does', () => {
    fc.assert(
      fc.property(fc.oneof(run, letters), run, (one, other) => {
        const text = one + other;
        expect([count(text), countOld(text)]).toEqual(counted(text));
      }),
      { numRuns: 100 },
    );
  });

  it('counts a byte order mark', () => expect(count('\ufeff')).toBe(1));

  it.each([
    ['one letter', 'a'],
    ['blanks', ' '],
    ['line breaks', '\n'],
    ['signs', '='],
    ['one ideograph', '的'],
    ['ideographs', '天地玄黄宇宙洪荒'],
    ['emoji', '😀'],
    ['letters with marks', 'e\u0301'],
    ['nulls', '\0'],
  ])('counts 300,000 characters of %s in linear time', (_, unit) => {
    // A quadratic algorithm would take minutes.
    const part = unit.repeat(1024 / unit.length);
    expect(count(part.repeat(300))).toBe(300 * o200k.countTokens(part));
  });

  it.each(['漢', 'The quick brown fox. '])('counts more text than the pattern can match at once: %j', (unit) => {
    const length = 6_300_000 / unit.length;
    expect(count(unit.repeat(length))).toBe(unit.length === 1 ? length : length * 5 + 1);
  });
});
