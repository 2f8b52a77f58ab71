import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesToName, leavesOf, treeProblems } from './tree.ts';
import { root } from './workspace.ts';

describe('the tree in CONTRIBUTING.md', () => {
  it('names every file, and says what it is', () => {
    const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    expect(treeProblems(leavesOf(page), filesToName(root))).toEqual([]);
  });

  it('is read level by level', () => {
    const page = '```tree\npackages/\n  core/src/\n    shared.ts      one cell\n  b.ts  two\nscripts/\n  c.mjs\n```\n';
    expect(leavesOf(page)).toEqual([
      { path: 'packages/core/src/shared.ts', about: 'one cell' },
      { path: 'packages/b.ts', about: 'two' },
      { path: 'scripts/c.mjs', about: '' },
    ]);
  });

  it('must not lack a file, keep one that is gone, or leave one unexplained', () => {
    const leaves = [
      { path: 'gone.ts', about: 'was here' },
      { path: 'mute.ts', about: '' },
    ];
    expect(treeProblems(leaves, ['mute.ts', 'new.ts'])).toEqual([
      'new.ts is missing from the tree',
      'gone.ts is in the tree, and nowhere else',
      'mute.ts has no words',
    ]);
  });
});
