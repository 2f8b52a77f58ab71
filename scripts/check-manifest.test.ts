import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the `prepack` script like a package manager. */
function prepack(manifest: object, agent: string) {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@rephysco/x', ...manifest }));
  const env = { ...process.env, npm_config_user_agent: agent };
  const script = join(import.meta.dirname, 'check-manifest.mjs');
  return spawnSync(process.execPath, [script], { cwd: folder, env, encoding: 'utf8' });
}

describe('packing', () => {
  it.each([
    [{ dependencies: { a: 'workspace:^' } }, 'a@workspace:^'],
    [{ peerDependencies: { b: 'workspace:*' } }, 'b@workspace:*'],
    [{ optionalDependencies: { c: 'catalog:' } }, 'c@catalog:'],
  ])('%j with npm or yarn is rejected', (manifest, range) => {
    for (const agent of ['npm/11.19.1 node/v24.21.0 linux x64', 'yarn/1.22.22 npm/? node/v24.21.0 linux x64']) {
      expect(prepack(manifest, agent)).toMatchObject({ status: 1, stderr: expect.stringContaining(range) });
    }
  });

  it('with pnpm, which replaces such ranges, or without such ranges is allowed', () => {
    expect(prepack({ dependencies: { a: 'workspace:^' } }, 'pnpm/12.21.0 npm/? node/? linux x64').status).toBe(0);
    const plain = { dependencies: { a: '^1.0.0' }, devDependencies: { b: 'workspace:^' } };
    expect(prepack(plain, 'npm/11.19.1 node/v24.21.0 linux x64').status).toBe(0);
  });
});
