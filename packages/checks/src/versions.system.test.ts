import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { peerFloorProblems } from './peer-floor.ts';
import { packages, root } from './workspace.ts';

const published = packages.filter(({ manifest }) => !manifest.private);
const folder = mkdtempSync(join(tmpdir(), 'versions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: folder, stdio: 'pipe' });

/** Copies the manifests of the repository to a separate folder, marked as unreleased. */
function layOut(): void {
  for (const path of ['package.json', 'pnpm-workspace.yaml', '.changeset/config.json']) {
    cpSync(join(root, path), join(folder, path));
  }
  for (const each of packages) {
    const path = join('packages', each.folder, 'package.json');
    const manifest = { ...JSON.parse(readFileSync(join(root, path), 'utf8')), version: '0.0.0' };
    mkdirSync(join(folder, 'packages', each.folder), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(manifest));
  }
  for (const { folder: name, manifest } of published) change(manifest.name, 'major', name);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'start');
}

const changeset = (...args: readonly string[]) =>
  execFileSync(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), ...args], { cwd: folder });

function release(): Readonly<Record<string, string>> {
  changeset('version');
  git('add', '-A');
  git('commit', '-qm', 'release');
  return versions();
}

function versions(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    published.map((each) => {
      const path = join(folder, 'packages', each.folder, 'package.json');
      return [each.manifest.name, JSON.parse(readFileSync(path, 'utf8')).version as string];
    }),
  );
}

const change = (name: string, bump: string, file = 'change') =>
  writeFileSync(join(folder, '.changeset', `${file}.md`), `---\n'${name}': ${bump}\n---\n\nA change.\n`);

describe('releases', () => {
  it('start every package at 1.0.0, and bump core alone for a feature of core', { timeout: 180_000 }, () => {
    layOut();
    const first = release();
    expect(new Set(Object.values(first))).toEqual(new Set(['1.0.0']));
    change('@rephysco/core', 'minor');
    expect(release()).toEqual({ ...first, '@rephysco/core': '1.1.0' });
    change('@rephysco/openai', 'patch');
    expect(release()).toEqual({ ...first, '@rephysco/core': '1.1.0', '@rephysco/openai': '1.0.1' });
  });

  it('before a release bump core and the command line, whose range has no pre-releases', { timeout: 180_000 }, () => {
    const before = versions();
    changeset('pre', 'enter', 'next');
    change('@rephysco/core', 'minor');
    expect(release()).toEqual({ ...before, '@rephysco/core': '1.2.0-next.0', rephysco: '1.0.1-next.0' });
    changeset('pre', 'exit');
    expect(release()).toEqual({ ...before, '@rephysco/core': '1.2.0', rephysco: '1.0.1' });
  });

  it('have a first changeset for every package', () => {
    const named = readdirSync(join(root, '.changeset'))
      .filter((file) => file.startsWith('first-'))
      .map((file) => /^'(.*)': major$/m.exec(readFileSync(join(root, '.changeset', file), 'utf8'))?.[1]);
    const unreleased = published.filter(({ manifest }) => manifest.version === '0.0.0');
    expect(named.sort()).toEqual(unreleased.map(({ manifest }) => manifest.name).sort());
  });
});

describe('the range of core that a provider accepts', () => {
  it('starts at a major version, so that an update of the provider never requires an update of core', () => {
    expect(peerFloorProblems(packages.map(({ manifest }) => manifest))).toEqual([]);
  });

  it.each(['^1.1.0', '>=1.0.3', '~1.0.0', 'workspace:^', '1.x'])('is not %s', (range) => {
    expect(
      peerFloorProblems([{ name: 'x', version: '1.0.0', peerDependencies: { '@rephysco/core': range } }]),
    ).toHaveLength(1);
  });
});
