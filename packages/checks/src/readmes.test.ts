import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providers } from './arrows.ts';
import { packages, root } from './workspace.ts';

/** Returns the names of other provider packages in a README. */
function strangers(readme: string, own: string): readonly string[] {
  const named = [...readme.matchAll(/@rephysco\/([a-z][a-z-]*)/g)].map(([, name = '']) => name);
  return named.filter((name) => name !== own && providers.includes(name));
}

describe('the README of a package', () => {
  it.each(packages.filter(({ manifest }) => !manifest.private))(
    'names its own package: $folder',
    ({ folder, manifest }) => {
      expect(readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8')).toContain(manifest.name);
    },
  );

  it.each(providers)('of the provider %s names no other provider package', (folder) => {
    expect(strangers(readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8'), folder)).toEqual([]);
  });

  it('is refused if it was copied from another provider', () => {
    expect(strangers("import { XAI } from '@rephysco/xai';", 'openai')).toEqual(['xai']);
  });
});
