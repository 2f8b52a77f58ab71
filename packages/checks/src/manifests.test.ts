import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providers } from './arrows.ts';
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

  it('has a promise of stability for each entry point', () => {
    const table = readFileSync(join(root, 'RELEASING.md'), 'utf8').split('## Stability')[1] ?? '';
    const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
    const isProvider = manifest.keywords.includes('rephysco-provider') && table.includes('provider packages');
    const missing = entries
      .map((entry) => `\`${manifest.name}${entry.slice(1)}\``)
      .filter((name) => !table.includes(name) && !(isProvider && name === `\`${manifest.name}\``));
    expect(missing).toEqual([]);
  });

  it('has keywords and a description, and packs the changelog', () => {
    expect(manifest.keywords.length).toBeGreaterThan(2);
    expect(manifest.description).toMatch(/\w/);
    expect(manifest.files).toContain('CHANGELOG.md');
    expect(manifest.scripts.prepack).toContain('check-manifest.mjs');
    expect(existsSync(join(root, 'packages', folder, 'README.md'))).toBe(true);
  });
});

describe('the code to scale out over several hosts', () => {
  const apart = ['@rephysco/queue', '@rephysco/redis', 'bullmq', 'ioredis'];

  /** Returns all packages that npm installs with a package: dependencies, and peers that are not optional. */
  function installedWith(name: string, known = new Set<string>()): ReadonlySet<string> {
    if (known.has(name)) return known;
    known.add(name);
    const folder = packages.find(({ manifest }) => manifest.name === name)?.folder;
    if (folder === undefined) return known;
    const { dependencies, peerDependencies, peerDependenciesMeta = {} } = read(`packages/${folder}/package.json`);
    const peers = Object.keys(peerDependencies ?? {}).filter((peer) => !peerDependenciesMeta[peer]?.optional);
    for (const each of [...Object.keys(dependencies ?? {}), ...peers]) installedWith(each, known);
    return known;
  }

  it.each(['@rephysco/core', ...providers.map((folder) => `@rephysco/${folder}`), 'rephysco'])(
    'is not installed with %s',
    (name) => {
      const installed = installedWith(name);
      expect(installed).toContain('lru-cache');
      expect(apart.filter((each) => installed.has(each))).toEqual([]);
    },
  );

  it('is installed with @rephysco/queue', () => {
    const installed = installedWith('@rephysco/queue');
    expect(apart.filter((each) => installed.has(each))).toEqual(['@rephysco/queue', 'bullmq', 'ioredis']);
  });
});
