import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packages, root } from './workspace.ts';

const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { repository, bugs, author, license } = read('package.json');
const address = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

describe.each(packages.filter(({ manifest }) => !manifest.private))('the manifest of $manifest.name', ({ folder }) => {
  const manifest = read(`packages/${folder}/package.json`);

  it('has the address of the repository, which the root manifest states', () => {
    expect(manifest).toMatchObject({
      author,
      license,
      bugs,
      repository: { ...repository, directory: `packages/${folder}` },
      homepage: `${address}/tree/main/packages/${folder}#readme`,
    });
  });

  it('has keywords and a description, and packs the changelog', () => {
    expect(manifest.keywords.length).toBeGreaterThan(2);
    expect(manifest.description).toMatch(/\w/);
    expect(manifest.files).toContain('CHANGELOG.md');
    expect(manifest.scripts.prepack).toContain('check-manifest.mjs');
    expect(existsSync(join(root, 'packages', folder, 'README.md'))).toBe(true);
  });
});
