import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSimulator } from '@rephysco/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const execute = promisify(execFile);
const home = fileURLToPath(new URL('..', import.meta.url));

let folder: string;
let bin: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  // The folder is inside the package, so that packages outside of the bundle are resolved.
  folder = await mkdtemp(join(home, 'node_modules', '.built-'));
  bin = join(folder, 'bin.js');
  await execute(join(home, '../../node_modules/.bin/tsup'), ['--out-dir', folder, '--no-dts'], { cwd: home });
  const recorder = `
    import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
    process.on('exit', () => console.error(JSON.stringify([urls, process.moduleLoadList])));`;
  await writeFile(join(folder, 'recorder.mjs'), recorder);
  // The providers are not in the bundle and run from their sources.
  const NODE_OPTIONS = '--conditions=@rephysco/source';
  const NODE_COMPILE_CACHE = undefined; // the command line sets its own
  env = { ...process.env, REPHYSCO_HOME: join(folder, 'home'), NO_COLOR: '1', NODE_OPTIONS, NODE_COMPILE_CACHE };
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

interface Run {
  readonly out: string;
  readonly err: string;
}

async function rephysco(args: readonly string[], own: NodeJS.ProcessEnv = {}, node: readonly string[] = []) {
  const running = execute(process.execPath, [...node, bin, ...args], { env: { ...env, ...own }, cwd: folder });
  running.child.stdin?.end();
  const { stdout, stderr } = await running;
  return { out: stdout, err: stderr } satisfies Run;
}

/** Returns the files that a command loads, their size in bytes, and the loaded parts of Node. */
async function loadedBy(...args: readonly string[]) {
  const { err } = await rephysco(args, {}, ['--import', join(folder, 'recorder.mjs')]);
  const [urls, parts] = JSON.parse(err.trim().split('\n').at(-1) ?? '') as [string[], string[]];
  const files = urls.filter((url) => url.startsWith('file:') && !url.endsWith('recorder.mjs'));
  const sizes = await Promise.all(files.map(async (url) => (await stat(fileURLToPath(url))).size));
  return { files, bytes: sizes.reduce((sum, size) => sum + size, 0), parts };
}

describe('the built command line', () => {
  it('answers', async () => {
    expect((await rephysco(['generate', '-p', 'sim', 'hi'])).out).toMatch(/^\(simulated answer\) .*\n$/s);
  });

  it('papercut 28: reads few files', async () => {
    const [version, help, generate] = await Promise.all([
      loadedBy('--version'),
      loadedBy('--help'),
      loadedBy('generate', '-p', 'sim', 'hi'),
    ]);
    expect([version.files.length, help.files.length, generate.files.length]).toEqual([
      1,
      expect.toSatisfy((count: number) => count <= 3),
      expect.toSatisfy((count: number) => count <= 5),
    ]);
    expect([version.bytes, help.bytes, generate.bytes]).toEqual([
      expect.toSatisfy((bytes: number) => bytes < 10_000),
      expect.toSatisfy((bytes: number) => bytes < 60_000),
      expect.toSatisfy((bytes: number) => bytes < 360_000),
    ]);
  });

  it('papercut 28: does not load the slow modules of Node.js', async () => {
    const { parts } = await loadedBy('generate', '-p', 'sim', 'hi');
    const slow = ['perf_hooks', 'child_process', 'readline', 'worker_threads', 'http', 'https', 'tls', 'dns'];
    expect(parts.filter((part) => slow.includes(part.replace('NativeModule ', '')))).toEqual([]);
  });

  it('calls every provider through its installed package', async () => {
    await using simulator = await createSimulator();
    for (const provider of ['openai', 'gemini', 'aliyun', 'xai', 'siliconflow', 'anthropic'] as const) {
      const key = { OPENAI_API_KEY: 'x', GEMINI_API_KEY: 'x', DASHSCOPE_API_KEY: 'x', XAI_API_KEY: 'x' };
      const keys = { ...key, SILICONFLOW_API_KEY: 'x', ANTHROPIC_API_KEY: 'x' };
      const url = simulator.baseURL(provider);
      const { out } = await rephysco(['generate', '-p', provider, '--base-url', url, '--json', 'hi'], keys);
      expect(JSON.parse(out)).toMatchObject({ provider, finishReason: 'stop' });
    }
    const refused = rephysco(['generate', '-p', 'openai', '--base-url', `${simulator.url}/nowhere`, 'hi'], {
      OPENAI_API_KEY: 'x',
    });
    await expect(refused).rejects.toMatchObject({
      code: 6,
      stderr: expect.stringContaining('docs/errors.md#not_found'),
    });
  });

  it('contains no copy of a provider, so that it uses new versions', async () => {
    const sources = await Promise.all(
      (await readdir(folder))
        .filter((name) => name.endsWith('.js'))
        .map((name) => readFile(join(folder, name), 'utf8')),
    );
    for (const provider of ['openai', 'gemini', 'aliyun', 'xai', 'siliconflow', 'anthropic']) {
      const imports = sources.filter((source) => source.includes(`import("@rephysco/${provider}")`));
      expect([provider, imports.length > 0]).toEqual([provider, true]);
    }
    // Each host belongs to one provider.
    for (const own of ['dashscope.aliyuncs.com', 'api.siliconflow', 'api.x.ai']) {
      expect([own, sources.filter((source) => source.includes(own)).length]).toEqual([own, 0]);
    }
  });

  it('sends the user agent of rephysco', async () => {
    await using simulator = await createSimulator();
    for (const provider of ['openai', 'gemini', 'anthropic'] as const) {
      const keys = { OPENAI_API_KEY: 'x', GEMINI_API_KEY: 'x', ANTHROPIC_API_KEY: 'x' };
      await rephysco(['generate', '-p', provider, '--base-url', simulator.baseURL(provider), 'hi'], keys);
      expect(simulator.requests.at(-1)?.headers['user-agent']).toMatch(/^rephysco\/\d+\.\d+\.\d+/);
    }
  });

  it('finds the modules that it loads on demand: retries, caching, types, settings, Markdown, completion', async () => {
    await using simulator = await createSimulator();
    const picture = join(folder, 'a');
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await writeFile(picture, Buffer.from(png, 'base64'));
    await writeFile(join(folder, 'rephysco.toml'), 'provider = "sim"\n');
    const retried = await rephysco(['generate', '-o', 'fail=429-bare@0x2', '--retries', '2', '--json', 'hi']);
    expect(JSON.parse(retried.out).attempts).toHaveLength(3);
    const cached = ['generate', '--cache', 'Is it kept?'];
    await rephysco(cached);
    expect((await rephysco(cached)).err).toContain('from the cache');
    const url = simulator.baseURL('openai');
    const asked = ['-m', 'openai:gpt-5.4-mini', '--base-url', url];
    const key = { OPENAI_API_KEY: 'x' };
    await rephysco(['generate', ...asked, '-a', picture, '-a', `${folder}/rephysco.toml`, 'What is it?'], key);
    expect(JSON.stringify(simulator.requests.at(-1)?.body)).toContain(`data:image/png;base64,${png}`);
    const rendered = await rephysco([
      'generate',
      '--render',
      'markdown',
      '--color',
      'never',
      'Why is the sky **blue**?',
    ]);
    expect(rendered.out).toMatch(/^\(simulated answer\) .*\n$/s);
    expect((await rephysco(['chat', 'Why?'])).out).toContain('simulated');
    expect((await rephysco(['models', 'list', '--live', '-p', 'openai', '--base-url', url], key)).out).toContain(
      'openai:',
    );
    expect((await rephysco(['complete', '--', 'generate', '--idle'])).out).toContain('--idle-timeout');
    await rm(join(folder, 'rephysco.toml'));
  });

  it('lists the bundled code and its licences', async () => {
    const text = await readFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['commander', 'exponential-backoff', 'marked']) {
      expect(text).toMatch(new RegExp(`^${name} [\\d.]+ \\([\\w.-]+\\)$`, 'm'));
    }
    expect(text).not.toContain('rephysco');
  });

  it('counts tokens with tables outside of the bundle', async () => {
    expect((await rephysco(['tokens', '-m', 'openai:gpt-5.4', 'Why is the sky blue?'])).out).toBe('6\n');
  });

  it('caches compiled code for its owner only, and works without the cache', async () => {
    await rephysco(['generate', '-p', 'sim', 'hi']);
    const compiled = join(folder, 'home', 'cache', 'compiled');
    expect((await stat(compiled)).mode & 0o077).toBe(0);
    expect(await readdir(compiled)).toHaveLength(1);
    await writeFile(join(folder, 'file'), '');
    const { out, err } = await rephysco(['generate', '-p', 'sim', 'hi'], { REPHYSCO_HOME: join(folder, 'file', 'x') });
    expect([out.length > 0, err]).toEqual([true, '']);
  });

  it('shows positions in the sources with --debug', async () => {
    const wrong = rephysco(['generate', '-p', 'nobody', '--debug', 'hi']);
    await expect(wrong).rejects.toMatchObject({ stderr: expect.stringMatching(/src\/settings\/choose\.ts:\d+/) });
    const map: { readonly sourcesContent?: unknown } = JSON.parse(await readFile(`${bin}.map`, 'utf8'));
    expect(map.sourcesContent).toBeUndefined();
  });
});
