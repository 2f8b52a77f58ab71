import { existsSync, readFileSync } from 'node:fs';
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
  ['docs/claims.md', 1, 19],
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

describe('the README', () => {
  it('links the page that proves its claims', () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('](docs/claims.md)');
  });
});
