import { describe, expect, it } from 'vitest';
import { table } from './table.ts';
import { widthOf, wrap } from './wrap.ts';

const rows = [
  ['openai', 'key sk-…ab (OPENAI_API_KEY, environment)', 'https://api.example.org/v1'],
  ['siliconflow', 'no key (set SILICON_FLOW_API_KEY or SILICONFLOW_API_KEY)', ''],
];

describe('table', () => {
  it('has columns of equal width in a pipe', () => {
    expect(
      table([
        ['a', 'b'],
        ['推进', 'c'],
      ]),
    ).toBe('a     b\n推进  c\n');
  });

  it.each([20, 40, 80, 120, 200, 0])('keeps every cell on a terminal of %i columns', (columns) => {
    const text = table(rows, { isTTY: true, columns });
    for (const word of rows.flat().flatMap((cell) => cell.split(' '))) expect(text).toContain(word);
    const unbroken =
      Math.max(
        ...rows
          .flat()
          .flatMap((cell) => cell.split(' '))
          .map(widthOf),
      ) + 2;
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(Math.max(columns || 80, unbroken));
  });
});

describe('wrap', () => {
  it('breaks at words and indents the rest', () => {
    expect(wrap('one two three four', 9, { indent: '  ' })).toBe('one two\n  three\n  four');
    expect(wrap('fits  as it is', 20)).toBe('fits  as it is');
    expect(wrap('推进测试', 4)).toBe('推进\n测试');
    expect(wrap('a abcdefgh b', 4)).toBe('a\nabcdefgh\nb');
    expect(wrap('abcdefgh', 4, { breakWords: true })).toBe('abcd\nefgh');
  });
});
