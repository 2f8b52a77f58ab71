import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './workspace.ts';

const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const promises = [...page.matchAll(/^\| (.+?) \| `([^`]+\.test\.ts)`: (.+?) \|$/gm)].map(
  ([, promise = '', file = '', words = '']) => ({ promise, file, words }),
);

it('docs/security.md has promises in every section', () => {
  expect(promises.length).toBeGreaterThan(30);
  expect(page.match(/^\| promise \| test \|$/gm)).toHaveLength(6);
});

it.each(promises)('$promise: the test exists', ({ file, words }) => {
  expect(existsSync(join(root, file))).toBe(true);
  const names = readFileSync(join(root, file), 'utf8').matchAll(/\b(?:it|describe)(?:\.\w+)*\(/g);
  const text = readFileSync(join(root, file), 'utf8');
  const named = [...names].some(({ index }) => text.slice(index, index + 2500).includes(words));
  expect(named ? words : `no test is called "${words}"`).toBe(words);
});
