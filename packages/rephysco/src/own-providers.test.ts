import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMachine } from './testing/test-rephysco.ts';

describe('a service of the settings', () => {
  it('is added by a recipe, answers, is listed, and is removed', async () => {
    await using machine = await createMachine();
    const baseURL = machine.simulator.baseURL('openai');
    machine.env.OLLAMA_KEY = 'made-up-key-of-ollama';
    const added = await machine.run([
      'providers',
      'add',
      'Ollama',
      '--base-url',
      baseURL,
      '-m',
      'gpt-5.4-mini',
      'other',
      '--key-variable',
      'OLLAMA_KEY',
    ]);
    expect(added).toMatchObject({ code: 0, err: expect.stringContaining('Added ollama at http://127.0.0.1') });
    const answer = await machine.run(['-p', 'ollama', 'Why?', '--json']);
    expect(JSON.parse(answer.out)).toMatchObject({ provider: 'ollama', model: 'gpt-5.4-mini' });
    expect(machine.simulator.requests.at(-1)?.headers.authorization).toBe('Bearer made-up-key-of-ollama');
    expect((await machine.run(['providers'])).out).toMatch(/^ollama +key mad…ma \(OLLAMA_KEY, environment\)/m);
    expect((await machine.run(['-m', 'ollama:gpt-5.4-mini', 'Why?', '--json'])).code).toBe(0);
    expect((await machine.run(['models', '-p', 'ollama'])).out).toContain('other');
    expect((await machine.run(['providers', 'remove', 'ollama'])).code).toBe(0);
    expect(await machine.run(['-p', 'ollama', 'Why?'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Unknown provider'),
    });
  });

  it('reads its key from the variable that the settings name', async () => {
    await using machine = await createMachine();
    const gateway = {
      type: 'openai-compatible',
      baseURL: machine.simulator.baseURL('openai'),
      models: ['gpt-5.4-mini'],
    };
    const providers = { gateway: { ...gateway, keyVariable: 'GATEWAY_KEY' } };
    await writeFile(join(machine.home, 'config.json'), JSON.stringify({ providers }));
    expect(await machine.run(['-p', 'gateway', 'Why?'])).toMatchObject({
      code: 4,
      err: expect.stringContaining('GATEWAY_KEY'),
    });
    machine.env.GATEWAY_KEY = 'made-up-key-of-the-gateway';
    expect((await machine.run(['-p', 'gateway', 'Why?'])).code).toBe(0);
    expect(machine.simulator.requests.at(-1)?.headers.authorization).toBe('Bearer made-up-key-of-the-gateway');
  });

  it.each([
    [['providers', 'add', 'openai', '--base-url', 'http://a.example', '-m', 'x'], 'is a provider of rephysco already'],
    [['providers', 'add', 'azure'], 'also needs --base-url <url> and --model <name>'],
    [['providers', 'add', 'nameless'], 'Names with a recipe: ollama, vllm'],
    [['providers', 'remove', 'ollama'], "do not add a provider 'ollama'"],
    [['plugins', 'remove', 'x'], "Unknown plugin 'x'. Plugins are: none"],
  ])('%j is rejected with a reason', async (args, words) => {
    await using machine = await createMachine();
    expect(await machine.run(args)).toMatchObject({ code: 2, err: expect.stringContaining(words) });
  });

  it.each([
    [{ ollama: { type: 'other' } }, "must be 'openai-compatible'"],
    [{ ollama: { type: 'openai-compatible' } }, "needs a 'baseURL' and 'models' too"],
    [
      { ollama: { type: 'openai-compatible', baseURL: 'http://a.example', models: [] } },
      'must be a list of model names',
    ],
    [{ ollama: 7 }, 'must be a table of settings'],
    [{ openai: { type: 'openai-compatible', baseURL: 'http://a.example', models: ['x'] } }, 'Choose another name'],
  ])('in a file as %j is rejected with its position', async (providers, words) => {
    await using machine = await createMachine();
    await writeFile(join(machine.home, 'config.json'), JSON.stringify({ providers }));
    const { code, err } = await machine.run(['-p', 'sim', 'Why?']);
    expect([code === 2 || code === 3, err]).toEqual([true, expect.stringContaining(words)]);
    expect(err).toContain('config.json');
  });

  it('in a file of the project needs trust first', async () => {
    await using machine = await createMachine();
    const own = { type: 'openai-compatible', baseURL: machine.simulator.baseURL('openai'), models: ['gpt-5.4-mini'] };
    machine.env.OWN_KEY = 'made-up-key-of-own';
    const providers = { own: { ...own, keyVariable: 'OWN_KEY' } };
    await writeFile(join(machine.cwd, 'rephysco.json'), JSON.stringify({ providers }));
    const refused = await machine.run(['-p', 'own', 'Why?']);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('rephysco config trust') });
    expect(machine.simulator.requests).toEqual([]);
    await machine.run(['config', 'trust']);
    expect((await machine.run(['-p', 'own', 'Why?'])).code).toBe(0);
  });
});

describe('a plugin', () => {
  /** Source of a package that registers a provider without importing anything. */
  const source = `
    const key = Symbol.for('@rephysco/core/registry@1');
    globalThis[key] ??= new Map();
    async function* events(request) {
      yield { type: 'text', text: 'From the plugin.' };
      yield { type: 'finish', finishReason: 'stop', model: request.model, provider: 'parrot', usage: {} };
    }
    globalThis[key].set('parrot', {
      name: 'parrot',
      models: {},
      create: () => ({ name: 'parrot', defaultModel: 'p-1', models: {}, model: (id) => ({ id, input: ['text'] }), generate: events }),
    });`;

  async function writePlugin(folder: string, text: string): Promise<string> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'index.js'), text);
    const manifest = { name: 'rephysco-parrot', version: '1.0.0', type: 'module', exports: { import: './index.js' } };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    return folder;
  }

  it('is installed, answers, is listed, and is removed', { timeout: 60_000 }, async () => {
    await using machine = await createMachine();
    const folder = await writePlugin(join(machine.cwd, 'parrot'), source);
    const added = await machine.run(['plugins', 'add', folder]);
    expect(added).toMatchObject({ code: 0, err: 'Added rephysco-parrot with the provider parrot.\n' });
    expect((await machine.run(['-p', 'parrot', 'Hello'])).out).toBe('From the plugin.\n');
    expect((await machine.run(['plugins'])).out).toBe('rephysco-parrot\n');
    expect((await machine.run(['plugins', 'remove', 'rephysco-parrot'])).code).toBe(0);
    expect((await machine.run(['-p', 'parrot', 'Hello'])).code).toBe(2);
  });

  it('that is missing, fails, or registers nothing is reported without a change of the settings', {
    timeout: 60_000,
  }, async () => {
    await using machine = await createMachine();
    const empty = await writePlugin(join(machine.cwd, 'empty'), 'export {};');
    expect(await machine.run(['plugins', 'add', empty])).toMatchObject({
      code: 2,
      err: expect.stringContaining('registers no provider'),
    });
    await expect(readFile(join(machine.home, 'config.json'))).rejects.toThrow('ENOENT');
    await writeFile(join(machine.home, 'config.json'), JSON.stringify({ plugins: ['rephysco-nowhere'] }));
    expect(await machine.run(['-p', 'sim', 'Hi'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('plugins remove rephysco-nowhere'),
    });
  });

  it('of a project is not loaded without trust', async () => {
    await using machine = await createMachine();
    await writeFile(join(machine.cwd, 'rephysco.json'), JSON.stringify({ plugins: ['./evil.js'] }));
    expect((await machine.run(['-p', 'sim', 'Hi'])).code).toBe(0);
  });
});
