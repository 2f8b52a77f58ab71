import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const script = join(import.meta.dirname, 'set-address.mjs');

it('sets the address of the repository in every manifest and README', () => {
  const root = mkdtempSync(join(tmpdir(), 'address-'));
  const old = 'https://github.com/yourusername/rephysco';
  const manifest = JSON.stringify({ repository: { url: `git+${old}.git` }, bugs: { url: `${old}/issues` } });
  mkdirSync(join(root, 'packages/core'), { recursive: true });
  for (const path of ['package.json', 'packages/core/package.json']) writeFileSync(join(root, path), manifest);
  writeFileSync(join(root, 'packages/core/README.md'), `[Rephysco](${old}/blob/main/README.md)`);
  const address = 'https://github.com/somewhere/rephysco';
  expect(execFileSync(process.execPath, [script, address, '--root', root], { encoding: 'utf8' })).toContain('3 files');
  expect(readFileSync(join(root, 'packages/core/package.json'), 'utf8')).toBe(manifest.replaceAll(old, address));
  expect(readFileSync(join(root, 'packages/core/README.md'), 'utf8')).toContain(`(${address}/blob/main/README.md)`);
  rmSync(root, { recursive: true });
});

it.each(['', 'github.com/a/b', 'https://github.com/a/b.git', 'https://github.com/a/b/'])('rejects %j', (address) => {
  expect(spawnSync(process.execPath, [script, address], { encoding: 'utf8' })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('must look like'),
  });
});
