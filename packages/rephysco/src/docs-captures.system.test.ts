import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const page = fileURLToPath(new URL('../../../docs/cli.md', import.meta.url));
const bin = fileURLToPath(new URL('bin.ts', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'captures-'));
  await mkdir(join(folder, 'work'));
  const wrapper = `#!/bin/sh\nexec "${process.execPath}" --conditions=@rephysco/source "${bin}" "$@"\n`;
  await writeFile(join(folder, 'rephysco'), wrapper);
  await chmod(join(folder, 'rephysco'), 0o755);
  await writeFile(join(folder, 'work', 'one.txt'), 'The first file is about rivers.\n');
  await writeFile(join(folder, 'work', 'two.txt'), 'The second file is about bridges.\n');
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command in a shell without API keys. Returns both outputs. */
function outputOf(command: string): string {
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
    REPHYSCO_HOME: join(folder, 'home'),
    NO_COLOR: '1',
  };
  const { stdout } = spawnSync('sh', ['-c', `${command} 2>&1`], { cwd: join(folder, 'work'), env, input: '' });
  return String(stdout).trimEnd();
}

it('docs/cli.md shows what the commands print; `vitest run -u` updates it', async () => {
  const pattern = /(<!-- capture -->\n\n```console\n\$ (.+)\n)[\s\S]*?(```\n)/g;
  const text = readFileSync(page, 'utf8');
  expect([...text.matchAll(pattern)].length).toBeGreaterThan(5);
  const captured = text.replaceAll(pattern, (_, head: string, command: string, end: string) => {
    return `${head}${outputOf(command)}\n${end}`;
  });
  await expect(captured).toMatchFileSnapshot(page);
});
