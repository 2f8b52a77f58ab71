import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hasTmux, openScreen } from './testing/test-screen.ts';

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
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    NO_COLOR: '1',
  };
  const { stdout } = spawnSync('sh', ['-c', `${command} 2>&1`], { cwd: join(folder, 'work'), env, input: '' });
  return String(stdout).trimEnd();
}

/** Types a line into a chat on a screen of 60 columns. Returns the screen once it shows the text. */
async function screenOf(typed: string, key: string, shown: string): Promise<string> {
  const rephysco = join(folder, 'rephysco');
  const env = { REPHYSCO_HOME: join(folder, 'chat'), NO_COLOR: '1' };
  await using screen = await openScreen(`"${rephysco}" chat -p sim`, env, { columns: 60, rows: 60 });
  await screen.shows('sim:sim > ');
  await screen.type('Why is the sky blue?');
  await screen.press('Enter');
  await screen.shows(/tokens.* > $/m);
  if (key !== 'Enter') await screen.press(key);
  await screen.type(typed);
  if (key === 'Enter') await screen.press(key);
  const lines = (await screen.shows(shown)).split('\n');
  // The line that was typed last, and all below it.
  const first = lines.findLastIndex((line) => line.includes(typed));
  return lines.slice(first, lines.findLastIndex((line) => line.includes(shown)) + 1).join('\n');
}

const screens: Readonly<Record<string, () => Promise<string>>> = {
  'Ctrl-R sky': () => screenOf('sky', 'C-r', '(search) sky: Why is the sky blue?'),
  '/help': () => screenOf('/help', 'Enter', 'Ctrl-C stops an answer'),
};

/** Replaces what is between a heading that the pattern finds and the end of its code block. */
async function capture(text: string, pattern: RegExp, output: (name: string) => Promise<string>): Promise<string> {
  const found = [...text.matchAll(pattern)];
  const outputs = await Promise.all(found.map(([, , name = '']) => output(name)));
  return text.replaceAll(pattern, (_, head: string, _name: string, end: string) => `${head}${outputs.shift()}\n${end}`);
}

it.skipIf(!hasTmux)('docs/cli.md shows the output of the commands; `vitest run -u` updates it', async () => {
  const text = readFileSync(page, 'utf8');
  const commands = /(<!-- capture -->\n\n```console\n\$ (.+)\n)[\s\S]*?(```\n)/g;
  const keys = /(<!-- screen: (.+) -->\n\n```text\n)[\s\S]*?(```\n)/g;
  expect([...text.matchAll(commands)].length).toBeGreaterThan(5);
  expect([...text.matchAll(keys)].map(([, , name]) => name).toSorted()).toEqual(Object.keys(screens).toSorted());
  const printed = await capture(text, commands, async (command) => outputOf(command));
  const captured = await capture(printed, keys, (name) => screens[name]?.() ?? Promise.resolve(''));
  await expect(captured).toMatchFileSnapshot(page);
});
