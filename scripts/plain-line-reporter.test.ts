import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'plain-line-'));
afterAll(() => rmSync(folder, { recursive: true }));

const files = {
  each: `it('a', () => {}); it('b', () => expect(1).toBe(2)); it.skip('c', () => {});`,
  unloadable: `import './nowhere.js'; it('a', () => {});`,
  hook: `describe('s', () => { beforeAll(() => { throw new Error(); }); it('a', () => {}); });`,
  loose: `it('a', async () => { Promise.reject(new Error()); await 0; });`,
};

it('ends with one line that also counts failures outside tests: unloadable files, hooks, unhandled rejections', () => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.js`), text);
  const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
  const reporter = join(import.meta.dirname, 'plain-line-reporter.ts');
  const args = [vitest, 'run', '--root', folder, '--globals', '--reporter=default', `--reporter=${reporter}`];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('2 passed, 4 failed, 2 skipped');
  expect(status).toBe(1);
});
