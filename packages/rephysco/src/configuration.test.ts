import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSimulator } from '@rephysco/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pathsFor } from './settings/paths.ts';
import { createMachine, type TestMachine, testKey } from './testing/test-rephysco.ts';

let machine: TestMachine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

const inHome = (name: string, text: string) => writeFile(join(machine.home, name), text);
const inProject = (name: string, text: string) => writeFile(join(machine.cwd, name), text);
const lastModel = () => (machine.simulator.requests.at(-1)?.body as { readonly model?: string } | undefined)?.model;

describe('settings', () => {
  it('come from flags, then the environment, the project, the user', async () => {
    const ask = (...flags: readonly string[]) => machine.run(['generate', '-p', 'openai', ...flags, 'x']);
    await inHome('config.toml', 'model = "gpt-4.1"\nprovider = "openai"\n');
    await ask();
    expect(lastModel()).toBe('gpt-4.1');
    await inProject('rephysco.json', '{ "model": "gpt-4.1-mini" }');
    await ask();
    expect(lastModel()).toBe('gpt-4.1-mini');
    machine.env.REPHYSCO_MODEL = 'gpt-4o';
    await ask();
    expect(lastModel()).toBe('gpt-4o');
    await ask('-m', 'gpt-4o-mini');
    expect(lastModel()).toBe('gpt-4o-mini');
  });

  it('for one provider do not apply to another', async () => {
    await inHome('config.json', '{ "model": "openai:gpt-4o", "temperature": 1 }');
    const { out } = await machine.run(['generate', '-p', 'sim', '--json', 'x']);
    expect(JSON.parse(out).model).toBe('sim');
    await machine.run(['generate', 'x']);
    expect(lastModel()).toBe('gpt-4o');
  });

  it.each([
    ['config.json', '{ "modle": "gpt-4o" }', "Unknown setting 'modle'"],
    ['config.json', '{ "temperature": "warm" }', 'must be a number'],
    ['config.json', '[1]', 'must contain an object'],
    ['config.json', '{', 'is not valid JSON'],
    ['config.toml', 'model = ', 'is not valid TOML'],
    ['config.json', '{ "providers": { "openai": { "key": "x" } } }', "Unknown setting 'providers.openai.key'"],
  ])('in a broken file end with 3: %s %s', async (name, text, why) => {
    await inHome(name, text);
    const { code, err } = await machine.run(['generate', '-p', 'sim', 'x']);
    expect([code, err]).toEqual([3, expect.stringContaining(why)]);
    expect(err.split('\n').length).toBeLessThanOrEqual(6);
  });

  it('can be set, read, listed with their origin, and removed', async () => {
    await machine.run(['config', 'set', 'model', 'gpt-4o']);
    await machine.run(['config', 'set', 'providers.openai.region', 'eu']);
    expect((await machine.run(['config', 'get', 'model'])).out).toBe('gpt-4o\n');
    expect((await machine.run(['config', 'list'])).out).toContain(join(machine.home, 'config.json'));
    await machine.run(['config', 'unset', 'providers.openai.region']);
    await machine.run(['config', 'unset', 'model']);
    expect(await machine.run(['config', 'get', 'model'])).toMatchObject({ code: 1, out: '' });
    expect((await machine.run(['config', 'set', 'temperature', 'warm'])).code).toBe(2);
    expect((await machine.run(['config', 'get', 'nothing'])).code).toBe(2);
  });
});

describe('papercut 24: .env', () => {
  it('sets only keys and base URLs of providers, and never overrides exported ones', async () => {
    await inProject('.env', `OPENAI_API_KEY=other\nXAI_API_KEY=made-up-of-the-file\nREPHYSCO_MODEL=gpt-4o\nHOME=/x\n`);
    const { out } = await machine.run(['providers', 'list', '--json']);
    const { providers } = JSON.parse(out);
    expect(providers[0].key).toMatchObject({ name: 'OPENAI_API_KEY', source: 'environment' });
    expect(providers[3].key).toMatchObject({ name: 'XAI_API_KEY', source: join(machine.cwd, '.env') });
    expect((await machine.run(['config', 'list'])).out).toBe('');
    const { out: report } = await machine.run(['doctor']);
    expect(report).toContain('sets XAI_API_KEY; exported variables override its OPENAI_API_KEY');
    expect((await machine.run(['doctor', '--no-env-file'])).out).not.toContain('XAI_API_KEY from');
  });

  it('cannot send an exported key to another host, unless it is trusted and unchanged', async () => {
    await using elsewhere = await createSimulator();
    delete machine.env.OPENAI_BASE_URL;
    await inProject('.env', `OPENAI_BASE_URL=${elsewhere.baseURL('openai')}\n`);
    const ask = (...flags: readonly string[]) => machine.run(['generate', '-p', 'openai', ...flags, 'x']);
    const refused = await ask();
    expect([refused.code, elsewhere.requests.length]).toEqual([2, 0]);
    expect(refused.err).toContain('rephysco config trust');
    expect(await machine.run(['doctor'])).toMatchObject({ code: 1, out: expect.stringContaining('problem: ') });
    await machine.run(['config', 'trust']);
    expect([(await ask()).code, elsewhere.requests.length]).toEqual([0, 1]);
    await inProject('.env', `OPENAI_BASE_URL=${elsewhere.baseURL('openai')}?changed\n`);
    expect([(await ask()).code, elsewhere.requests.length]).toEqual([2, 1]);
  });

  it.each(['rephysco.json', 'rephysco.toml'])('and neither can %s', async (name) => {
    await using elsewhere = await createSimulator();
    delete machine.env.OPENAI_BASE_URL;
    const url = elsewhere.baseURL('openai');
    const json = JSON.stringify({ providers: { openai: { baseURL: url } } });
    await inProject(name, name.endsWith('json') ? json : `[providers.openai]\nbaseURL = "${url}"\n`);
    expect([(await machine.run(['generate', '-p', 'openai', 'x'])).code, elsewhere.requests.length]).toEqual([2, 0]);
    await machine.run(['keys', 'set', 'openai'], 'made-up-key-of-the-user');
    delete machine.env.OPENAI_API_KEY;
    expect([(await machine.run(['generate', '-p', 'openai', 'x'])).code, elsewhere.requests.length]).toEqual([2, 0]);
  });

  it('may send its own key to any host', async () => {
    await using elsewhere = await createSimulator();
    await inProject('.env', `XAI_API_KEY=made-up-of-the-file\nXAI_BASE_URL=${elsewhere.baseURL('xai')}\n`);
    expect([(await machine.run(['generate', '-p', 'xai', 'x'])).code, elsewhere.requests.length]).toEqual([0, 1]);
    expect(elsewhere.requests[0]?.headers.authorization).toBe('Bearer made-up-of-the-file');
  });
});

describe('papercut 25: a key with several names', () => {
  it('is reported with the used name and the ignored ones', async () => {
    Object.assign(machine.env, { GOOGLE_API_KEY: 'made-up-google-one', GEMINI_API_KEY: 'made-up-gemini-two' });
    expect((await machine.run(['doctor'])).out).toContain('GOOGLE_API_KEY from environment, overrides GEMINI_API_KEY');
  });
});

describe('papercut 23: the key file', () => {
  it('becomes private to its owner', async () => {
    await machine.run(['keys', 'set', 'xai'], 'made-up-key-of-mine\n');
    const path = join(machine.home, 'keys.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o644);
    await machine.run(['keys', 'list']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is used if neither environment nor .env has a key', async () => {
    delete machine.env.OPENAI_API_KEY;
    await machine.run(['keys', 'set', 'openai'], 'made-up-key-of-mine\n');
    await machine.run(['generate', '-p', 'openai', 'x']);
    expect(machine.simulator.requests[0]?.headers.authorization).toBe('Bearer made-up-key-of-mine');
    machine.env.OPENAI_API_KEY = testKey;
    await machine.run(['generate', '-p', 'openai', 'x']);
    expect(machine.simulator.requests[1]?.headers.authorization).toBe(`Bearer ${testKey}`);
  });
});

describe('papercut 27: folders', () => {
  it('follow XDG, also on macOS', () => {
    const env = { HOME: '/home/me' };
    expect(pathsFor(env, 'darwin')).toEqual(pathsFor(env, 'linux'));
    expect(pathsFor(env, 'linux')).toEqual({
      config: '/home/me/.config/rephysco',
      state: '/home/me/.local/state/rephysco',
      cache: '/home/me/.cache/rephysco',
    });
    expect(pathsFor({ ...env, XDG_CONFIG_HOME: '/x', XDG_STATE_HOME: 'relative' }, 'linux')).toMatchObject({
      config: '/x/rephysco',
      state: '/home/me/.local/state/rephysco',
    });
    expect(pathsFor({ ...env, REPHYSCO_HOME: '/r' }, 'darwin')).toEqual({
      config: '/r',
      state: '/r/state',
      cache: '/r/cache',
    });
  });
});

describe('papercut 42: no file at all', () => {
  it('is necessary', async () => {
    expect((await machine.run(['generate', 'x'])).code).toBe(0);
  });
});
