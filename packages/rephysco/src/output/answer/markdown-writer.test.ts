import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarkdownWriter } from './markdown-writer.ts';

const markdown = `# Title

A paragraph with **bold** and \`code\`,
on two lines.

- one
  - nested

- two 推进

\`\`\`ts
const a = 1;

const b = 2;
\`\`\`
| a | b |
|---|---|
| 1 | 2 |

> quoted

1. first
2. second
`;

function shown(pieces: readonly string[], look = { width: 80, color: false }): string {
  let text = '';
  const writer = createMarkdownWriter({ write: (part) => (text += part) }, look);
  for (const piece of pieces) writer.write(piece);
  writer.end();
  return text;
}

describe('the Markdown writer', () => {
  it('shows the same output for any split', () => {
    const whole = shown([markdown]);
    fc.assert(
      fc.property(fc.array(fc.nat(markdown.length)), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), markdown.length];
        expect(shown(places.slice(1).map((end, index) => markdown.slice(places[index], end)))).toBe(whole);
      }),
    );
  });

  it('renders supported Markdown', () => {
    expect(shown([markdown])).toMatchInlineSnapshot(`
      "Title

      A paragraph with bold and code, on two lines.

      - one
        - nested

      - two 推进

      const a = 1;

      const b = 2;

      ┌───┬───┐
      │ a │ b │
      ├───┼───┤
      │ 1 │ 2 │
      └───┴───┘

      │ quoted

      1. first
      2. second
      "
    `);
  });

  it('papercut 18: shows every block once, as soon as it is finished', () => {
    const parts: string[] = [];
    const writer = createMarkdownWriter({ write: (part) => parts.push(part) }, { width: 80, color: false });
    writer.write('One.\n');
    expect(parts).toEqual([]);
    writer.write('\nTwo.');
    expect(parts).toEqual(['One.\n']);
    writer.end();
    expect(parts).toEqual(['One.\n', '\nTwo.\n']);
  });

  it('papercut 19: puts neither boxes nor line numbers around code, and does not wrap it', () => {
    const code = `const long = '${'x'.repeat(100)}';\n\n  return long;`;
    expect(shown([`\`\`\`js\n${code}\n\`\`\`\n`], { width: 40, color: false })).toBe(`${code}\n`);
  });

  it('takes time in proportion to the length of a fence', () => {
    const lines = Array.from({ length: 4000 }, (_, line) => `const line${line} = ${line};\n`);
    expect(shown(['```ts\n', ...lines, '```\n'])).toContain('const line3999');
  });
});
