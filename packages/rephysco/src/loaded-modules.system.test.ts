import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('bin.ts', import.meta.url));

/** Program that writes the names of all loaded modules to standard error at the end of the process. */
const recorder = `
import { registerHooks } from 'node:module';
const urls = new Set();
registerHooks({ load: (url, context, next) => (urls.add(url), next(url, context)) });
process.on('exit', () => console.error(JSON.stringify([...urls])));`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loaded-'));
  await writeFile(join(folder, 'recorder.mjs'), recorder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Returns the packages and own files that a command loads. */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const node = ['--conditions=@rephysco/source', '--import', join(folder, 'recorder.mjs'), bin];
  const running = promisify(execFile)(process.execPath, [...node, ...args], {
    cwd: folder,
    env: { ...process.env, REPHYSCO_HOME: folder },
  });
  running.child.stdin?.end();
  const { stderr } = await running;
  const urls: readonly string[] = JSON.parse(stderr.trim().split('\n').at(-1) ?? '[]');
  return [...new Set(urls.map(nameOf))].sort();
}

function nameOf(url: string): string {
  if (url.endsWith('/package.json')) return 'package.json';
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  const [, own, file] = /\/packages\/([^/]+)\/src\/(.*)$/.exec(url) ?? [];
  return library ?? (own === 'rephysco' ? (file ?? url) : own ? `@rephysco/${own}` : url);
}

const heavy = [
  'openai',
  '@google/generative-ai',
  'gpt-tokenizer',
  'flat-cache',
  'exponential-backoff',
  'marked',
  'markdansi',
  'file-type',
  'mrmime',
  'smol-toml',
  '@rephysco/openai',
  '@rephysco/gemini',
  '@rephysco/http',
  'node:child_process',
  'node:readline',
];

describe('papercut 28: a command loads only what it needs', () => {
  it('--version loads only itself', async () => {
    const loaded = await loadedBy('--version');
    expect(loaded.filter((name) => !name.startsWith('node:'))).toEqual(['bin.ts', 'package.json']);
  });

  it('--help loads the parser and the list of commands', async () => {
    const loaded = await loadedBy('--help');
    expect(loaded.filter((name) => !name.startsWith('node:'))).toEqual([
      'bin.ts',
      'commander',
      'commands/flags/flag-values.ts',
      'commands/flags/target-flags.ts',
      'commands/list.ts',
      'compiled-code.ts',
      'main.ts',
      'package.json',
      'program.ts',
      'settings/paths.ts',
      'terminal/standard-streams.ts',
      'terminal/terminal.ts',
      'version.ts',
    ]);
  });

  it('generate --help loads no provider, no renderer and no tokenizer', async () => {
    const loaded = await loadedBy('generate', '--help');
    const large = loaded.filter((name) => heavy.includes(name) || name.startsWith('@rephysco/'));
    // The parser loads 'node:child_process'. The bundle replaces it.
    expect(large.filter((name) => name !== 'node:child_process')).toEqual(['@rephysco/core']);
  });

  it('generate loads no other provider, no renderer and no tokenizer', async () => {
    const loaded = await loadedBy('generate', '-p', 'sim', 'hi');
    const ours = loaded.filter((name) => name.startsWith('@rephysco/'));
    expect(ours).toEqual(['@rephysco/core', '@rephysco/simulator']);
    expect(loaded.filter((name) => heavy.includes(name) && name !== 'node:child_process')).toEqual([]);
  });
});

describe('papercut 41: no telemetry', () => {
  it.each([['--help'], ['generate', '-p', 'sim', 'hi'], ['doctor'], ['providers']])(
    '%s loads no module that could send a request',
    async (...args) => {
      const loaded = await loadedBy(...args);
      const network = /^(?:@rephysco\/http|node:(?:https?|http2|net|tls|dns|dgram).*)$/;
      expect(loaded.filter((name) => network.test(name))).toEqual([]);
    },
  );
});
