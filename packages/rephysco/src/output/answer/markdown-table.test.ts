import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../wrap.ts';
import { createMarkdownWriter } from './markdown-writer.ts';

function shown(markdown: string, width: number, color = false): string {
  let text = '';
  const writer = createMarkdownWriter({ write: (part) => (text += part) }, { width, color });
  writer.write(markdown);
  writer.end();
  return text;
}

const prices = `| model | window | price per million tokens | remark |
|:---|---:|:---:|---|
| alpha-large-2026-10-01 | 1048576 | 12.50 / 75.00 USD | the largest model; answers with **long** reasoning |
| beta | 128000 | 0.0375 / 0.15 USD | see [the page](https://example.org/beta) and \`beta --help\` |
`;

/** Returns the letters and digits of a text, without layout. */
const essence = (text: string): string => [...text.matchAll(/[\p{L}\p{N}]/gu)].join('');

describe('a Markdown table', () => {
  it.each([20, 30, 40, 60, 80, 100, 120, 200])('keeps every cell at %i columns', (width) => {
    const text = shown(prices, width);
    expect(text).not.toContain('…');
    const words = ['alpha-large-2026-10-01', '1048576', '12.50', '75.00', '0.0375', '128000', 'reasoning', 'beta'];
    const joined = text.replaceAll(/\n */g, '');
    for (const word of words) expect(text.includes(word) || joined.includes(word)).toBe(true);
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it('wraps cells at words if the table is too wide', () => {
    expect(shown(prices, 76)).toMatchInlineSnapshot(`
      "┌────────────────────────┬─────────┬──────────┬────────────────────────────┐
      │ model                  │  window │  price   │ remark                     │
      │                        │         │   per    │                            │
      │                        │         │ million  │                            │
      │                        │         │  tokens  │                            │
      ├────────────────────────┼─────────┼──────────┼────────────────────────────┤
      │ alpha-large-2026-10-01 │ 1048576 │ 12.50 /  │ the largest model; answers │
      │                        │         │  75.00   │ with long reasoning        │
      │                        │         │   USD    │                            │
      ├────────────────────────┼─────────┼──────────┼────────────────────────────┤
      │ beta                   │  128000 │ 0.0375 / │ see the page               │
      │                        │         │ 0.15 USD │ (https://example.org/beta) │
      │                        │         │          │ and beta --help            │
      └────────────────────────┴─────────┴──────────┴────────────────────────────┘
      "
    `);
  });

  it('becomes records if the longest words do not fit', () => {
    expect(shown(prices, 24)).toMatchInlineSnapshot(`
      "model:
        alpha-large-2026-10-01
      window: 1048576
      price per million
        tokens: 12.50 / 75.00
        USD
      remark: the largest
        model; answers with
        long reasoning

      model: beta
      window: 128000
      price per million
        tokens: 0.0375 / 0.15
        USD
      remark: see the page
        (https://example.org/b
        eta) and beta --help
      "
    `);
  });

  it('keeps all letters and digits at every width, in every alphabet', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z0-9]{1,30}$/),
      fc.constantFrom('推进测试推进', 'файл', '12345678901234567890'),
    );
    const cell = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 20, max: 200 }),
        (rows, width) => {
          const markdown = ['| x | y | z |', '|---|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join(
            '\n',
          );
          const text = shown(`${markdown}\n`, width);
          expect(text).not.toContain('…');
          const found = [...essence(text)].sort().join('');
          const wanted = [...essence(rows.flat().join(' '))].sort().join('');
          const labels = text.includes('│') ? 'xyz' : 'xyz'.repeat(rows.length);
          expect(found).toBe([...wanted, ...labels].sort().join(''));
          for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('keeps the cells of a table inside of a list', () => {
    const text = shown(prices.replaceAll(/^/gm, '  ').replace('  ', '- '), 30);
    for (const word of ['alpha-large-2026-10-01', '1048576', '0.0375', 'reasoning']) expect(text).toContain(word);
  });
});
