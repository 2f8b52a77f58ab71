import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providers } from './arrows.ts';
import { packages, root } from './workspace.ts';

const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const address: string = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** Returns the links of a README that do not work on the page of a registry. */
function brokenLinks(readme: string): readonly string[] {
  const links = [...readme.matchAll(/\]\(([^)\s]+)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (!link.startsWith(`${address}/`)) return !link.startsWith('https://') || link.includes('/rephysco/');
    const [path = ''] = link
      .slice(address.length)
      .replace(/^\/(?:blob|tree)\/main\//, '')
      .split('#');
    return !existsSync(join(root, path));
  });
}

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

  it.each(packages.filter(({ manifest }) => !manifest.private))(
    'has links that work on a registry, at the address of the root manifest: $folder',
    ({ folder }) => {
      expect(brokenLinks(readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8'))).toEqual([]);
    },
  );

  it.each([
    '../../README.md',
    'docs/cache.md',
    `${address}/blob/main/docs/gone.md`,
    'https://github.com/other/rephysco/x',
  ])('must not link %s', (link) => expect(brokenLinks(`[a](${link})`)).toEqual([link]));

  it.each(providers)('of the provider %s names no other provider package', (folder) => {
    expect(strangers(readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8'), folder)).toEqual([]);
  });

  it('is rejected if it was copied from another provider', () => {
    expect(strangers("import { XAI } from '@rephysco/xai';", 'openai')).toEqual(['xai']);
  });
});
