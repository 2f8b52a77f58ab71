import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aboutOf, drawn, leaves, withTree } from './tree.ts';
import { root } from './workspace.ts';

describe('the tree in CONTRIBUTING.md', () => {
  it('names every file; `npx -y pnpm@12 run tree` draws it anew', () => {
    const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    expect(page).toContain('<!-- tree -->');
    expect(page).toBe(withTree(page, leaves()));
  });

  it('shows folders once, and files below them', () => {
    const files = ['a/b/c.ts', 'a/b/d.ts', 'a/e.ts', 'f.ts'].map((path) => ({ path, about: path.toUpperCase() }));
    expect(drawn(files).split('\n')).toEqual([
      'a/',
      '  b/',
      '    c.ts: A/B/C.TS',
      '    d.ts: A/B/D.TS',
      '  e.ts: A/E.TS',
      'f.ts: F.TS',
    ]);
  });

  it('replaces what it showed before, and nothing else', () => {
    const page = 'Before\n\n<!-- tree -->\n\n```\nold\n```\n\n<!-- /tree -->\n\nAfter\n';
    expect(withTree(page, [{ path: 'a.ts', about: 'new' }])).toBe(page.replace('old', 'a.ts: new'));
  });
});

describe('what a file is about', () => {
  it.each([
    [
      'text-stream.ts',
      '/** One. */ interface Other {}\n/** A stream: whole. And more. */ class TextStream {}',
      'A stream: whole',
    ],
    [
      'events.ts',
      '/** One. */ interface Other {}\n/** Reads\n * events. */ export function readEvents() {}',
      'Reads events',
    ],
    ['other.ts', '/** The first. */ export const one = 1;', 'The first'],
    ['stream.ts', '// Text as it arrives.\nimport "a";', 'Text as it arrives'],
    ['page.md', '# Heading\n\ntext', 'Heading'],
    ['long.ts', `/** Short (${'x'.repeat(120)}). */ const a = 1;`, 'Short'],
  ])('is taken from %s', (path, text, about) => expect(aboutOf(path, text)).toBe(about));

  it('must be said', () => expect(() => aboutOf('mute.ts', 'export const one = 1;')).toThrow('mute.ts does not say'));
});
