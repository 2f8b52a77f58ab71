import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { definitions } from './index.ts';
import { commandList } from './list.ts';

const page = readFileSync(fileURLToPath(new URL('../../../../docs/cli.md', import.meta.url)), 'utf8');

/** Returns `true` if a page mentions a command in code: as `name`, `name argument` or after `rephysco`. */
const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?:\`|rephysco )${name}(?:[ \`]|$)`, 'm').test(text);

describe('the list of commands', () => {
  it('has a definition for each command', () => expect(Object.keys(definitions)).toEqual(Object.keys(commandList)));

  it.each(Object.entries(commandList).filter(([, { hidden }]) => !hidden))('%s is in docs/cli.md', (name) => {
    expect(mentions(page, name)).toBe(true);
  });

  it('detects a page without a command', () => {
    expect(mentions('The command line has `generate` and generates.', 'generat')).toBe(false);
    expect(mentions('See models.', 'models')).toBe(false);
  });
});
