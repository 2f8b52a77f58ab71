import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(`${root}/docs/papercuts.md`, 'utf8');

/** Rows of the list: number, description, and test files. */
const rows = [...page.matchAll(/^\| (\d+) \| (.+?) \| (.*?) \|$/gm)].map(([, number, what, held = '']) => ({
  number: Number(number),
  what,
  files: [...held.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file),
}));

/** Returns the numbers in the test names of a file. */
function numbersIn(file: string): readonly number[] {
  const names = readFileSync(file, 'utf8').matchAll(/papercuts? (\d+(?:(?:, | and )\d+)*):/g);
  return [...names].flatMap(([, list = '']) => list.split(/, | and /).map(Number));
}

describe('the list of papercuts', () => {
  it('has 42 entries', () =>
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 42 }, (_, at) => at + 1)));

  it('names a test for each, or the reason for a missing test', () => {
    for (const { number, files } of rows) {
      const own = files.filter((file) => file.startsWith('packages/rephysco/'));
      for (const file of files) expect(globSync(file, { cwd: root })).toEqual([file]);
      for (const file of own)
        expect([file, numbersIn(`${root}/${file}`)]).toEqual([file, expect.arrayContaining([number])]);
    }
  });

  it('contains every test', () => {
    for (const file of globSync('packages/rephysco/src/**/*.test.ts', { cwd: root })) {
      for (const number of numbersIn(`${root}/${file}`)) {
        expect(rows.find((row) => row.number === number)?.files).toContain(file);
      }
    }
  });
});
