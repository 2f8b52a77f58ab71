import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandAttachments } from './attach-values.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'attach-'));
  for (const name of ['a.txt', 'b.txt', 'c d.txt', '.hidden.txt', 'x.png', 'q[1].md'])
    writeFileSync(join(cwd, name), name);
});
afterAll(() => rmSync(cwd, { recursive: true }));

const sources = (...args: readonly string[]) =>
  expandAttachments(['generate', ...args], cwd)
    .filter((arg) => arg.startsWith('--attach='))
    .map((arg) => arg.slice('--attach='.length));

describe('expandAttachments', () => {
  it.each([
    [
      ['-a', 'a.txt', 'b.txt', 'c d.txt', 'Compare'],
      ['a.txt', 'b.txt', 'c d.txt'],
    ],
    [
      ['Compare', '-a', 'a.txt', 'b.txt'],
      ['a.txt', 'b.txt'],
    ],
    [
      ['-a', '*.txt', 'Compare'],
      ['a.txt', 'b.txt', 'c d.txt'],
    ],
    [['--attach=?.txt'], ['a.txt', 'b.txt']],
    [
      ['-aa.txt', 'b.txt'],
      ['a.txt', 'b.txt'],
    ],
    [
      ['-a', 'x.png', '-a', '*.txt'],
      ['x.png', 'a.txt', 'b.txt', 'c d.txt'],
    ],
    [['-a', './*.png'], ['x.png']],
    [['-a', 'q[1].md', 'hi'], ['q[1].md']],
    [['-a', '*.pdf', 'hi'], ['*.pdf']],
    [['-a', 'https://example.org/a?b=*', 'hi'], ['https://example.org/a?b=*']],
    [['-a', '-', 'hi'], ['-']],
    [['-a', 'x.png', 'What', 'is', 'a.txt'], ['x.png']],
    [['a.txt', 'b.txt'], []],
    [['--', '-a', 'a.txt'], []],
  ])('%j attaches %j', (args, files) => expect(sources(...args)).toEqual(files));

  it('keeps the prompt and the other flags', () => {
    expect(
      expandAttachments(['generate', '-a', 'a.txt', 'b.txt', 'Compare', '-u', '--at', 'x.png', 'image/png'], cwd),
    ).toEqual(['generate', '--attach=a.txt', '--attach=b.txt', 'Compare', '-u', '--at', 'x.png', 'image/png']);
  });
});
