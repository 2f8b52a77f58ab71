import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { modelAgeWarnings } from './model-age.ts';

const folder = mkdtempSync(join(tmpdir(), 'release-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a release', () => {
  it('rejects a working tree with changes, before it runs a command', () => {
    execFileSync('git', ['init', '-q', folder]);
    writeFileSync(join(folder, 'changed.txt'), '');
    const script = join(import.meta.dirname, 'release.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('uncommitted changes');
    expect(stderr).toContain('changed.txt');
  });

  it('refuses a tag in pre-release mode, before it runs anything', () => {
    const place = mkdtempSync(join(folder, 'pre-'));
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: place });
    mkdirSync(join(place, '.changeset'));
    writeFileSync(join(place, '.changeset/pre.json'), JSON.stringify({ mode: 'pre', tag: 'next' }));
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'start');
    const script = join(import.meta.dirname, 'release.ts');
    const args = [script, '--tag', 'beta'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: place, encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Remove --tag beta');
  });
});

describe('the age of models and prices', () => {
  const write = (provider: string, text: string) => {
    mkdirSync(join(folder, 'packages', provider, 'src'), { recursive: true });
    writeFileSync(join(folder, 'packages', provider, 'src/models.ts'), text);
    writeFileSync(join(folder, 'packages', provider, 'package.json'), '{ "keywords": ["rephysco-provider"] }');
  };

  it('causes a warning after 60 days, and for a table without a day', () => {
    write('fresh', "export const modelsAsOf = '2026-01-02';");
    write('old', "export const modelsAsOf = '2026-01-01';");
    write('undated', 'export const models = {};');
    expect(modelAgeWarnings(folder, new Date('2026-03-03T12:00:00Z'))).toEqual([
      expect.stringContaining('packages/old/src/models.ts has models and prices of 2026-01-01, 61 days ago'),
      expect.stringContaining("packages/undated/src/models.ts does not state 'modelsAsOf'"),
    ]);
  });

  it('is known for every provider of this repository', () => {
    const warnings = modelAgeWarnings(join(import.meta.dirname, '..'), new Date('2026-12-01'));
    expect(warnings.filter((warning) => warning.includes('does not state'))).toEqual([]);
  });
});
