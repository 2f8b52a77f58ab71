import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { textCounter } from './tokens.ts';

const count = await textCounter('o200k_base');

describe('textCounter', () => {
  // https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken, section 5.
  it.each([
    ['', 0, 0],
    ['tiktoken is great!', 6, 6],
    ['antidisestablishmentarianism', 6, 6],
    ['2 + 2 = 4', 7, 7],
    ['お誕生日おめでとう', 8, 9],
  ])('counts %j', async (text, o200k, cl100k) => {
    const other = await textCounter('cl100k_base');
    expect([count(text), other(text)]).toEqual([o200k, cl100k]);
  });

  it('is made once', () => expect(textCounter('o200k_base')).toBe(textCounter('o200k_base')));

  it.each(['<|endoftext|>', '<|im_start|>system', 'a <|endofprompt|> b', '<|fim_prefix|>'])(
    'takes %j for the text that it is',
    (text) => expect(count(text)).toBeGreaterThan(2),
  );

  it('counts any text: a token is a byte at least', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        expect(count(text)).toBeLessThanOrEqual(Buffer.byteLength(text));
        expect(count(text)).toBeGreaterThanOrEqual(text === '' ? 0 : 1);
      }),
    );
  });

  it.each([
    ['prose without blanks', '天地玄黄,宇宙洪荒。'.repeat(100)],
    ['code', 'const a = { b: [1, 2, 3] };\n\n    return a;\n'.repeat(50)],
    ['numbers', '3.14159 26535,8979 '.repeat(50)],
  ])('cuts no %s, so that an exact count stays exact', (_, text) => expect(count(text)).toBe(countTokens(text)));

  it.each([
    ['one letter', 'a'],
    ['blanks', ' '],
    ['line breaks', '\n'],
    ['signs', '='],
    ['signs and line breaks', '/\n'],
    ['ideographs', '的'],
    ['emoji', '😀'],
    ['letters with marks', 'e\u0301'],
    ['nulls', '\0'],
  ])('counts 100 KB of %s in linear time', (_, unit) => {
    const text = unit.repeat(100_000 / Buffer.byteLength(unit));
    const before = process.cpuUsage();
    expect(count(text)).toBeGreaterThan(300);
    const { user } = process.cpuUsage(before);
    // 10 s and more without the cuts, 0.1 to 0.4 s with them.
    expect(user / 1e6).toBeLessThan(4);
  });
});
