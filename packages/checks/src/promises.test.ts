import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './workspace.ts';

/** Reads the promises of a page: rows that name a test file and words of the name of a test. */
function promisesOf(page: string) {
  const text = readFileSync(join(root, page), 'utf8');
  const rows = text.matchAll(/^\| (.+?) \| `([^`]+\.test\.ts)`: (.+?) \|$/gm);
  return {
    text,
    promises: [...rows].map(([, promise = '', file = '', words = '']) => ({ promise, file, words })),
  };
}

describe.each([
  ['docs/security.md', 6, 30],
  ['docs/claims.md', 11, 65],
])('%s', (page, tables, least) => {
  const { text, promises } = promisesOf(page);

  it('has promises in every section', () => {
    expect(promises.length).toBeGreaterThan(least);
    expect(text.match(/^\| promise \| test \|$/gm)).toHaveLength(tables);
  });

  it.each(promises)('$promise: the test exists', ({ file, words }) => {
    expect(existsSync(join(root, file))).toBe(true);
    const source = readFileSync(join(root, file), 'utf8');
    const names = source.matchAll(/\b(?:it|describe)(?:\.\w+)*\(/g);
    const named = [...names].some(({ index }) => source.slice(index, index + 2500).includes(words));
    expect(named ? words : `no test is called "${words}"`).toBe(words);
  });
});

/** Returns the lines of a page outside of code blocks and inline code that promise something without exception. */
function absoluteStatements(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/```[\s\S]*?```|`[^`\n]*`|<!-- live -->[\s\S]*?<!-- \/live -->/g, '');
  return prose.split('\n').filter((line) => /\b(?:never|always|guarantees?)\b/i.test(line));
}

describe('an absolute statement', () => {
  const claims = readFileSync(join(root, 'docs/claims.md'), 'utf8');
  const sections = claims.split('\n').filter((line) => line.startsWith('## '));
  const pages = globSync(['README.md', 'docs/*.md'], { cwd: root })
    .filter((page) => !/(?:claims|security|papercuts)\.md$/.test(page))
    .map((page) => ({ page, statements: absoluteStatements(readFileSync(join(root, page), 'utf8')) }))
    .filter(({ statements }) => statements.length > 0);

  it.each(pages)('of $page has a section of docs/claims.md with tests', ({ page, statements }) => {
    const link = `](${page.replace('docs/', '')})`;
    expect(sections.some((section) => section.includes(link)) ? [] : statements).toEqual([]);
  });

  it('is found in text, not in code', () => {
    expect(absoluteStatements('It never fails.\n`always`\n```ts\n// never\n```')).toEqual(['It never fails.']);
  });
});

describe('the README', () => {
  it('links the page that proves its claims', () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('](docs/claims.md)');
  });
});
