import { expect, it } from 'vitest';
import { differences } from './reproducible.ts';

it('tarballs of two folders differ in bytes, or because one is missing', () => {
  const here = new Map([
    ['same', 'a'],
    ['other', 'b'],
    ['gone', 'c'],
  ]);
  const there = new Map([
    ['same', 'a'],
    ['other', 'x'],
  ]);
  expect(differences(here, here)).toEqual([]);
  expect(differences(here, there)).toEqual([
    expect.stringContaining('the tarball of other has other bytes'),
    expect.stringContaining('the tarball of gone has other bytes'),
  ]);
});
