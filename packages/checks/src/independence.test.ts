import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createSimulator, type Simulator } from '@rephysco/simulator';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadedPackages } from './loaded-packages.ts';
import { run } from './run.ts';
import { pack } from './tarballs.ts';
import { root } from './workspace.ts';

const execute = promisify(execFile);
const names = ['core', 'http', 'openai-compatible', 'openai'].map((name) => `@rephysco/${name}`);

let folder: string;
let simulator: Simulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'independence-'));
  simulator = await createSimulator();
  await execute('npx', ['-y', 'pnpm@12', 'run', 'build', '--filter=@rephysco/openai'], { cwd: root });
  const tarballs = await pack(names, folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline'];
  await execute('npm', ['install', ...quiet, ...tarballs.values()], { cwd: folder });
}, 120_000);

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});

const ask = `
  const client = new LLMClient({ provider: 'openai' });
  const answer = await client.generate({ prompt: 'Where do arrows point?' });
  console.log(answer.provider, answer.text.length > 0);
  await client.close();`;

describe('the packed core and one provider, alone in a folder', () => {
  const environment = () => ({ OPENAI_BASE_URL: simulator.baseURL('openai'), OPENAI_API_KEY: 'made-up' });

  it('answer once the provider is imported', async () => {
    const text = `import { LLMClient } from '@rephysco/core'; import '@rephysco/openai'; ${ask}`;
    expect(await run({ text, cwd: folder, env: environment() })).toBe('openai true\n');
  });

  it('answer once the provider is required', async () => {
    const text = `const { LLMClient } = require('@rephysco/core'); require('@rephysco/openai');
      void (async () => { ${ask} })();`;
    expect(await run({ text, cwd: folder, type: 'commonjs', env: environment() })).toBe('openai true\n');
  });

  it('know no provider that is not imported', async () => {
    const text = `import { LLMClient } from '@rephysco/core'; ${ask}`;
    await expect(run({ text, cwd: folder, env: environment() })).rejects.toThrow('ConfigurationError');
  });

  it('keep the registration in a bundle', async () => {
    const alone = join(folder, 'bundle');
    await mkdir(alone);
    const contents = `import { LLMClient } from '@rephysco/core'; import '@rephysco/openai'; ${ask}`;
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
    });
    await writeFile(join(alone, 'bundle.mjs'), outputFiles[0]?.contents ?? '');
    const text = `await import('./bundle.mjs')`;
    expect(await run({ text, cwd: alone, env: environment() })).toBe('openai true\n');
  });
});

describe('importing', () => {
  it.each([
    ['@rephysco/core', ['@rephysco/core', 'lru-cache']],
    ['@rephysco/core/testing', ['@rephysco/core', 'lru-cache']],
    ['@rephysco/openai', [...names, 'lru-cache', 'eventsource-parser']],
  ])('%s loads none but %j', async (specifier, allowed) => {
    const loaded = await loadedPackages(specifier, folder);
    expect(loaded).toContain('@rephysco/core');
    expect(loaded.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it.each(['openai', 'gpt-tokenizer/encoding/o200k_base'])('%s is noticed', async (specifier) => {
    expect(await loadedPackages(specifier, folder)).toContain(specifier.split('/')[0]);
  });
});
