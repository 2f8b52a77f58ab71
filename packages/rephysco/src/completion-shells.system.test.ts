import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasTmux, openScreen } from './testing/test-screen.ts';

const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
const hasFish = spawnSync('fish', ['--version']).status === 0;
const has = (shell: string): boolean => hasTmux && spawnSync(shell, ['-c', 'true']).status === 0;
const shells = { bash: 'bash --norc --noprofile -i', zsh: 'zsh -f -i' } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shells-'));
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'work', 'photos'), { recursive: true });
  for (const name of ['shape.json', 'system prompt.txt', 'picture.png'])
    await writeFile(join(folder, 'work', name), 'x');
  const wrapper = `#!/bin/sh\nexec "${process.execPath}" --conditions=@rephysco/source "${bin}" "$@"\n`;
  await writeFile(join(folder, 'bin', 'rephysco'), wrapper);
  await chmod(join(folder, 'bin', 'rephysco'), 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Types a command line into a shell, presses Tab, adds `<`, and returns the line. */
async function completed(shell: keyof typeof shells, typed: string): Promise<string> {
  const env = {
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    REPHYSCO_HOME: join(folder, 'home'),
    PS1: 'ready> ',
  };
  await using screen = await openScreen(`cd ${join(folder, 'work')}; ${shells[shell]}`, env);
  await screen.shows(/ready>|% $/m);
  await screen.type(`PS1='ready> '; source <(rephysco completion ${shell}); echo sour''ced`);
  await screen.press('Enter');
  await screen.shows(/^sourced/m);
  await screen.type(typed);
  await screen.press('Tab');
  // Keys that arrive during a completion wait for its end.
  await screen.type('<');
  const text = await screen.shows(/^ready> rephysco.*<$/m);
  return /^ready> (rephysco.*)<$/m.exec(text)?.[1]?.trimEnd() ?? '';
}

// A shell that is not installed is skipped, and the reporter lists it.
describe.each(['bash', 'zsh'] as const)('papercut 34: completion in %s', (shell) => {
  it.skipIf(!has(shell)).each([
    ['rephysco gene', 'rephysco generate'],
    ['rephysco complet', 'rephysco completion'],
    ['rephysco generate -m openai:gpt-5.4-mi', 'rephysco generate -m openai:gpt-5.4-mini'],
    ['rephysco generate --model=openai:gpt-5.4-mi', 'rephysco generate --model=openai:gpt-5.4-mini'],
    ['rephysco generate -p xai -m grok-4.2', 'rephysco generate -p xai -m grok-4.2'],
    ['rephysco -m openai:gpt-5.4-mi', 'rephysco -m openai:gpt-5.4-mini'],
    ['rephysco generate -a pic', 'rephysco generate -a picture.png'],
    ['rephysco generate -a pho', 'rephysco generate -a photos/'],
    ['rephysco generate --schema sha', 'rephysco generate --schema shape.json'],
    ['rephysco generate -s @sys', String.raw`rephysco generate -s @system\ prompt.txt`],
    ['rephysco generate --reasoning hi', 'rephysco generate --reasoning hide'],
    ['rephysco keys set silicon', 'rephysco keys set siliconflow'],
    ['rephysco cache prune --max', 'rephysco cache prune --max-size'],
  ])('%s', async (typed, expected) => expect((await completed(shell, typed)).startsWith(expected)).toBe(true));

  it.skipIf(!has(shell))('evaluates nothing of the line', async () => {
    const file = join(folder, 'work', `by-${shell}`);
    const typed = `rephysco generate "$(touch by-${shell})" --reasoning hi`;
    expect(await completed(shell, typed)).toBe(`${typed}de`);
    expect(existsSync(file)).toBe(false);
  });
});

/** Returns the candidates that fish offers for a command line. It completes without a terminal. */
function fishCandidates(line: string): readonly string[] {
  const script = 'rephysco completion fish | source; complete -C $argv[1]';
  const { stdout } = spawnSync('fish', ['--no-config', '-c', script, line], {
    cwd: join(folder, 'work'),
    encoding: 'utf8',
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      REPHYSCO_HOME: join(folder, 'home'),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    },
  });
  return stdout.split('\n').flatMap((candidate) => candidate.split('\t')[0] || []);
}

describe('papercut 34: completion in fish', () => {
  it.skipIf(!hasFish).each([
    ['rephysco gene', 'generate'],
    ['rephysco generate -m openai:gpt-5.4-mi', 'openai:gpt-5.4-mini'],
    ['rephysco generate --model=openai:gpt-5.4-mi', '--model=openai:gpt-5.4-mini'],
    ['rephysco generate -a pic', 'picture.png'],
    ['rephysco generate -a pho', 'photos/'],
    ['rephysco generate -s @sys', '@system prompt.txt'],
    ['rephysco keys set silicon', 'siliconflow'],
  ])('%s', (line, expected) => expect(fishCandidates(line)).toEqual([expected]));

  it.skipIf(!hasFish)('evaluates nothing of the line', () => {
    expect(fishCandidates('rephysco generate "$(touch by-fish)" --reasoning hi')).toEqual(['hide']);
    expect(existsSync(join(folder, 'work', 'by-fish'))).toBe(false);
  });
});
