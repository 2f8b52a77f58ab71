import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMachine, type TestMachine, testKey } from './testing/test-rephysco.ts';

let machine: TestMachine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

describe('rephysco without a command', () => {
  it('papercut 1: lists the providers with their keys and a working command, and does not wait', async () => {
    const { code, out, err } = await machine.run([]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/openai +key mad…nt, OPENAI_API_KEY from environment\n/);
    expect(out).toMatch(/xai +no key \(set XAI_API_KEY\)\n/);
    expect(out.match(/^ {2}.*-p sim.*$/gm)).toHaveLength(3);
    expect(out.trimEnd().split('\n').length).toBeLessThanOrEqual(16);
    expect(out).not.toContain(testKey);
  });
});

describe('rephysco models', () => {
  it('papercut 30: lists the known models, filtered by words and provider', async () => {
    const { out } = await machine.run(['models', 'list', '-q', 'GPT-5.4', '-q', 'mini']);
    expect(out).toMatch(/^openai:gpt-5\.4-mini +reasoning +400k +0\.75\/4\.5 USD\n$/);
    const { out: json } = await machine.run(['models', '--provider', 'xai', '--json']);
    const { schema, models } = JSON.parse(json);
    expect([schema, new Set(models.map(({ provider }: { provider: string }) => provider))]).toEqual([
      1,
      new Set(['xai']),
    ]);
  });

  it.each(['openai', 'gemini'])('requests the models of %s with --live, including unknown ones', async (provider) => {
    const names = { openai: 'OPENAI', gemini: 'GEMINI' } as const;
    const prefix = names[provider as 'openai'];
    machine.env[`${prefix}_API_KEY`] = 'made-up-key';
    machine.env[`${prefix}_BASE_URL`] = machine.simulator.baseURL(provider as 'openai');
    const { code, out } = await machine.run(['models', 'list', '--live', '-p', provider]);
    expect([code, machine.simulator.requests.at(-1)?.method]).toEqual([0, 'GET']);
    expect(out).toMatch(new RegExp(`^${provider}:`));
  });

  it('papercut 29: shows the provider of a model, or similar names', async () => {
    expect((await machine.run(['models', 'show', 'gpt-5.4-mini'])).out).toMatch(/^provider +openai\n/);
    const { code, err } = await machine.run(['models', 'show', 'gpt-5.4-maxi']);
    expect([code, err]).toEqual([2, expect.stringContaining('openai:gpt-5.4')]);
    const unknown = await machine.run(['generate', '-m', 'openai:gpt-99', 'x']);
    expect([unknown.code, unknown.err]).toEqual([0, expect.stringContaining('not in the catalogue')]);
  });

  it('shows and sets the default', async () => {
    await machine.run(['models', 'default', 'openai:gpt-4o']);
    expect((await machine.run(['models', 'default'])).out).toBe('openai:gpt-4o\n');
  });
});

describe('rephysco providers', () => {
  it('tests a provider with a minimal request', async () => {
    const { code, out } = await machine.run(['providers', 'test', 'openai', '-m', 'gpt-5.4-mini']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^openai answers: gpt-5\.4-mini.*, \d\.\d\d s, \d+ in/)]);
    machine.simulator.fail('401');
    expect((await machine.run(['providers', 'test', 'openai'])).code).toBe(4);
    expect((await machine.run(['providers', 'test', 'nobody'])).code).toBe(2);
  });
});

describe('rephysco tokens', () => {
  it('counts tokens, and shows the precision', async () => {
    const exact = await machine.run(['tokens', '-m', 'openai:gpt-4o', 'hello there']);
    expect([exact.out, exact.err]).toEqual([
      '2\n',
      'openai:gpt-4o: exact, o200k_base; 7 more for the chat format, 9 in total\n',
    ]);
    const estimate = await machine.run(['tokens', '-p', 'gemini', '-'], 'hello there\n');
    const [, off] = /estimate, at most (\d+) tokens off/.exec(estimate.err) ?? [];
    const { bound } = JSON.parse((await machine.run(['tokens', '-p', 'gemini', '--json', 'hello there'])).out);
    expect(Number(off)).toBe(bound);
    const { out } = await machine.run(['tokens', '-p', 'openai', '--endpoint', '--json', 'hello there']);
    expect(JSON.parse(out)).toMatchObject({ schema: 1, provider: 'openai', method: 'endpoint', bound: 0 });
    expect((await machine.run(['tokens', '-p', 'sim', ' '])).code).toBe(2);
  });
});

describe('rephysco tokens without provider and key', () => {
  it('counts an argument, a file and standard input', async () => {
    for (const name of Object.keys(machine.env)) if (name !== 'REPHYSCO_HOME') delete machine.env[name];
    await writeFile(join(machine.cwd, 'a.txt'), 'hello there');
    const file = join(machine.cwd, 'a.txt');
    for (const [args, input] of [
      [['hello there']],
      [['-f', file]],
      [['-'], 'hello there'],
      [['-f', '-'], 'hello there'],
      [[], 'hello there'],
    ] as const) {
      expect(await machine.run(['tokens', ...args], input)).toMatchObject({ code: 0, out: '2\n' });
    }
    expect((await machine.run(['tokens', '-f', file, '-f', file])).out).toBe('5\n');
    expect(await machine.run(['tokens', '-f', join(machine.cwd, 'none.txt')])).toMatchObject({ code: 2, out: '' });
    const { code, err } = await machine.run(['tokens', '--endpoint', '-p', 'openai', 'hi']);
    expect([code, err]).toEqual([4, expect.stringContaining('OPENAI_API_KEY')]);
  });

  it.each(['openai:gpt-5.4', 'gemini:gemini-2.5-flash', 'aliyun:qwen-plus', 'anthropic:claude-opus-4-6', 'sim'])(
    'reports the text and the chat format of %s separately',
    async (model) => {
      const of = async (...args: readonly string[]) => {
        const flags = model === 'sim' ? ['-p', 'sim'] : ['-m', model];
        return JSON.parse((await machine.run(['tokens', ...flags, '--json', ...args])).out);
      };
      const [short, long] = [await of('hello'), await of('hello '.repeat(500))];
      expect(long.overhead).toBeCloseTo(short.overhead, -1);
      expect([short.text + short.overhead, short.text > 0, short.overhead >= 0]).toEqual([short.tokens, true, true]);
      expect(long.text).toBeGreaterThan(400);
      const withSystem = await of('hello', '-s', 'Be brief.');
      expect(withSystem.text).toBeGreaterThan(short.text);
    },
  );
});

describe('rephysco cache', () => {
  it('prints the size, and removes entries only after a confirmation', async () => {
    await machine.run(['generate', '-p', 'sim', '--cache', 'x']);
    expect(JSON.parse((await machine.run(['cache', 'stats', '--json'])).out)).toMatchObject({ schema: 1, entries: 1 });
    expect(await machine.run(['cache', 'clear'], '')).toMatchObject({ code: 2 });
    expect((await machine.run(['cache', 'clear', '--yes'])).code).toBe(0);
    expect((await machine.run(['cache', 'stats'])).out).toMatch(/^0 answers/);
    expect((await machine.run(['cache', 'prune'])).code).toBe(0);
    expect((await machine.run(['cache', 'path'])).out).toBe(`${join(machine.home, 'cache')}\n`);
  });
});

describe('rephysco doctor', () => {
  it('prints all settings that affect calls, and sends no request', async () => {
    const { code, out } = await machine.run(['doctor']);
    expect([code, machine.simulator.requests.length]).toEqual([0, 0]);
    for (const what of ['node', 'proxy', '.env', 'settings', 'keys', 'cache', 'openai', 'siliconflow']) {
      expect(out).toMatch(new RegExp(`^${what} {2}`, 'm'));
    }
    machine.env.HTTPS_PROXY = 'http://me:made-up-password@127.0.0.1:8080';
    const { out: json } = await machine.run(['doctor', '--json']);
    expect(JSON.parse(json)).toMatchObject({ schema: 1, problems: [] });
    expect(json).not.toContain('made-up-password');
  });
});

describe('bad input', () => {
  it.each([
    ['keys set', ['keys', 'set', 'sim'], 2],
    ['keys rm', ['keys', 'rm', 'xai'], 2],
    ['an unknown subcommand', ['keys', 'stet'], 2],
    ['a missing argument', ['config', 'set', 'model'], 2],
    ['an unknown shell', ['completion', 'tcsh'], 2],
    ['an option without =', ['generate', '-p', 'sim', '-o', 'pace', 'x'], 2],
    ['--at without a type', ['generate', '-p', 'sim', '--at', 'file'], 2],
    ['an unknown value for reasoning', ['generate', '-p', 'sim', '--reasoning', 'maybe', 'x'], 2],
  ])('%s ends with its code and at most five lines', async (_, args, expected) => {
    const { code, out, err } = await machine.run(args, '');
    expect([code, out]).toEqual([expected, '']);
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(5);
  });

  it('names the flag of a parameter that the model rejects', async () => {
    machine.simulator.fail('400');
    const { code, err } = await machine.run(['generate', '-m', 'openai:gpt-4o', '-t', '1', 'x']);
    expect([code, err]).toEqual([6, expect.stringContaining('error: ')]);
  });

  it('does not change a broken trust file and reports it', async () => {
    await writeFile(join(machine.cwd, '.env'), 'XAI_API_KEY=made-up-key\n');
    await machine.run(['config', 'trust']);
    await writeFile(join(machine.home, 'state', 'trusted.json'), '{');
    expect((await machine.run(['generate', '-p', 'sim', 'x'])).code).toBe(3);
  });
});
