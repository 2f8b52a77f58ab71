import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { run } from '@rephysco/conformance/run';
import { createSimulator, type Simulator } from '@rephysco/simulator';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providers } from './arrows.ts';
import { installPackages, one } from './installed-packages.ts';
import { loadedPackages } from './loaded-packages.ts';
import { type Installed, measureSizes } from './sizes/measure-sizes.ts';
import { growthOf, recordedSizes } from './sizes/sizes.ts';
import { packages, root } from './workspace.ts';

const execute = promisify(execFile);

let temporary: string;
let folder: string;
let terminal: string;
let installed: Installed;
let simulator: Simulator;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'independence-'));
  simulator = await createSimulator();
  env = { OPENAI_BASE_URL: simulator.baseURL('openai'), OPENAI_API_KEY: 'made-up' };
  installed = await installPackages(temporary);
  ({ one: folder, all: terminal } = installed);
}, 240_000);

afterAll(async () => {
  await simulator.close();
  await rm(temporary, { recursive: true });
});

const ask = `
  const client = new LLMClient({ provider: 'openai' });
  const answer = await client.generate({ prompt: 'Where do arrows point?' });
  console.log(answer.provider, answer.text.length > 0);
  await client.close();`;

describe('the packed core and one provider, alone in a folder', () => {
  it('answer once the provider is imported', async () => {
    const text = `import { LLMClient } from '@rephysco/core'; import '@rephysco/openai'; ${ask}`;
    expect(await run({ text, cwd: folder, env })).toBe('openai true\n');
  });

  it('answer once the provider is required', async () => {
    const text = `const { LLMClient } = require('@rephysco/core'); require('@rephysco/openai');
      void (async () => { ${ask} })();`;
    expect(await run({ text, cwd: folder, type: 'commonjs', env })).toBe('openai true\n');
  });

  it('know no provider that is not imported', async () => {
    const text = `import { LLMClient } from '@rephysco/core'; ${ask}`;
    await expect(run({ text, cwd: folder, env })).rejects.toThrow('ConfigurationError');
  });

  it.each([
    ['core and a provider', () => folder],
    ['the command line', () => terminal],
  ])('install neither queues nor Redis: %s', async (_, place) => {
    const names = await readdir(join(place(), 'node_modules'), { recursive: true });
    expect(names).toContain(join('@rephysco', 'core', 'package.json'));
    const apart = ['@rephysco/queue', '@rephysco/redis', 'bullmq', 'ioredis'].map((name) => join(name, 'package.json'));
    expect(names.filter((name) => apart.some((end) => name.endsWith(end)))).toEqual([]);
  });

  it('keep the registration in a bundle', async () => {
    const alone = join(temporary, 'bundle');
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
    expect(await run({ text, cwd: alone, env })).toBe('openai true\n');
  });
});

describe('the packed command line, alone in a folder', () => {
  const rephysco = async (...args: readonly string[]) => {
    const bin = join(terminal, 'node_modules/.bin/rephysco');
    const running = execute(bin, args, { cwd: terminal, env: { PATH: dirname(process.execPath), ...env } });
    running.child.stdin?.end();
    return (await running).stdout;
  };

  it('prints its version', async () => {
    const manifest = packages.find(({ folder }) => folder === 'rephysco')?.manifest;
    expect(await rephysco('--version')).toBe(`${manifest?.version}\n`);
  });

  it('answers', async () => {
    expect(await rephysco('generate', '--provider', 'openai', 'Where do arrows point?')).toMatch(/arrow.*\n$/is);
  });

  it('registers every provider with one import', async () => {
    const text = `import { listProviders } from 'rephysco';
      console.log(JSON.stringify(listProviders().map(({ name }) => name).sort()));`;
    const there = packages.map(({ folder }) => folder).filter((folder) => providers.includes(folder));
    expect(JSON.parse(await run({ text, cwd: terminal }))).toEqual(there.sort());
  });
});

describe('the packed types', () => {
  const consumer = `
    import { LLMClient, jsonSchema, tool, type Message } from '@rephysco/core';
    import { collect, compose } from '@rephysco/core/middleware';
    import { providerError } from '@rephysco/core/provider';
    import { fakeProvider } from '@rephysco/core/testing';
    import { Aliyun } from '@rephysco/aliyun';
    import { Anthropic } from '@rephysco/anthropic';
    import { Gemini } from '@rephysco/gemini';
    import { OpenAI } from '@rephysco/openai';
    import { SiliconFlow } from '@rephysco/siliconflow';
    import { XAI } from '@rephysco/xai';
    const message: Message = { role: 'user', content: [{ type: 'text', text: 'Hi' }] };
    await using client = new LLMClient({ provider: 'openai', model: OpenAI.GPT_4O, apiKey: 'made-up' });
    const answer = await client.generate({ messages: [message], schema: jsonSchema<{ age: number }>({}) });
    const age: number = answer.object.age;
    const response: Response = client.stream('Hi').toResponse({ format: 'sse' });
    export default [age, response, tool, collect, compose, providerError, fakeProvider,
      Aliyun, Anthropic, Gemini, SiliconFlow, XAI];`;

  it.each([
    ['typescript-5.4', 'dom'],
    ['typescript-5.9', 'webworker'],
    ['typescript', 'dom'],
  ])(
    'compile with %s, the library %s, no @types/node, and skipLibCheck off',
    { timeout: 120_000 },
    async (version, lib) => {
      const strict = { strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noEmit: true };
      const library = { target: 'es2022', lib: ['es2022', 'esnext.disposable', lib], types: [] };
      const config = { compilerOptions: { ...strict, ...library, module: 'nodenext' }, files: ['consumer.mts'] };
      await writeFile(join(terminal, 'tsconfig.json'), JSON.stringify(config));
      await writeFile(join(terminal, 'consumer.mts'), consumer);
      const compiler = join(root, 'packages/checks/node_modules', version, 'bin/tsc');
      const { stdout } = await execute(process.execPath, [compiler, '-p', terminal]).catch((error) => error);
      expect(stdout).toBe('');
    },
  );
});

describe('importing', () => {
  it.each([
    ['@rephysco/core', ['@rephysco/core', 'lru-cache']],
    ['@rephysco/core/testing', ['@rephysco/core', 'lru-cache']],
    ['@rephysco/openai', [...one, 'lru-cache', 'eventsource-parser']],
  ])('%s loads none but %j', async (specifier, allowed) => {
    const loaded = await loadedPackages(specifier, folder);
    expect(loaded).toContain('@rephysco/core');
    expect(loaded.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it.each(['openai', 'gpt-tokenizer/encoding/o200k_base'])('%s is detected', async (specifier) => {
    expect(await loadedPackages(specifier, folder)).toContain(specifier.split('/')[0]);
  });
});

describe('the sizes of the packages', () => {
  it('do not exceed the recorded ones', { timeout: 120_000 }, async () => {
    const measured = await measureSizes(installed);
    expect(growthOf(recordedSizes(), measured)).toEqual([]);
  });
});
