import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeTerminal } from './testing/fake-terminal.ts';
import { createMachine, type TestMachine } from './testing/test-rephysco.ts';

let machine: TestMachine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

const generate = ['generate', '-m', 'openai:gpt-5.4-mini'];

/** Runs a command with standard error as a terminal, so that messages for people are shown. */
async function onScreen(args: readonly string[]) {
  const terminal = fakeTerminal(undefined, machine.env);
  const stderr = Object.assign(terminal.stderr, { isTTY: true });
  return machine.run(args, { ...terminal, stderr });
}

describe('--quiet', () => {
  it.each([['-q'], ['--quiet']])('as %s prints only the answer', async (flag) => {
    machine.simulator.fail('429@0');
    const { code, out, err } = await machine.run([...generate, flag, '--cache', '--max-tokens', '16', 'Why?']);
    expect([code, out.length > 0, err]).toEqual([0, true, '']);
    expect((await machine.run([...generate, flag, '--cache', '--max-tokens', '16', 'Why?'])).err).toBe('');
  });

  it('is also accepted before the command', async () => {
    for (const flags of [['-q'], ['--quiet']]) {
      machine.simulator.fail('429@0');
      expect((await machine.run([...flags, ...generate, 'Why?'])).err).toBe('');
    }
  });

  it('hides thinking, unless --reasoning is set', async () => {
    const ask = ['generate', '-m', 'sim:sim-reasoning', '--color', 'never', 'Why?'];
    expect((await onScreen(ask)).err).toContain('simulated thinking');
    expect((await onScreen([...ask, '-q'])).err).toBe('');
    expect((await onScreen([...ask, '-q', '--reasoning', 'show'])).err).toContain('simulated thinking');
  });

  it('prints errors, and requested information', async () => {
    const { err } = await machine.run([...generate, '-q', '-u', 'Why?']);
    expect(err).toMatch(/^usage: .*\n$/);
    machine.simulator.fail('quota');
    expect((await machine.run([...generate, '-q', 'Why?'])).err).toMatch(/^error: /);
  });

  it('does not apply to -q of models list, which filters by words', async () => {
    const { code, out } = await machine.run(['models', 'list', '--quiet', '-q', 'gpt-5.4', '-q', 'mini']);
    expect([code, out]).toEqual([0, expect.stringContaining('gpt-5.4-mini')]);
  });
});

describe('--color', () => {
  const thinking = ['generate', '-m', 'sim:sim-reasoning', '--reasoning', 'show', 'Why?'];

  it('colours piped output with always, and disables colours with never', async () => {
    expect((await machine.run([...thinking, '--color', 'always'])).err).toContain('\u001b[2m');
    expect((await machine.run(['--color', 'always', ...thinking])).err).toContain('\u001b[2m');
    expect((await machine.run(thinking)).err).not.toContain('\u001b');
    expect((await onScreen([...thinking, '--color=never'])).err).not.toContain('\u001b');
    expect((await onScreen([...thinking, '--color', 'auto'])).err).toContain('\u001b[2m');
  });

  it('takes precedence over the variables', async () => {
    machine.env.FORCE_COLOR = '1';
    expect((await machine.run([...thinking, '--color', 'never'])).err).not.toContain('\u001b');
    delete machine.env.FORCE_COLOR;
    machine.env.NO_COLOR = '1';
    expect((await machine.run([...thinking, '--color', 'always'])).err).toContain('\u001b[2m');
  });

  it('rejects other values', async () => {
    const { code, err } = await machine.run([...thinking, '--color', 'sometimes']);
    expect([code, err]).toEqual([2, expect.stringContaining('auto, always, never')]);
  });
});

describe('--idle-timeout', () => {
  it('ends an answer that stalls, even if keep-alives arrive', async () => {
    machine.simulator.fail('keep-alive@2');
    const { code, out, err } = await machine.run([...generate, '--idle-timeout', '0.3', '--retries', '0', 'Why?']);
    expect([code, out.length > 0, err]).toEqual([6, true, expect.stringContaining('0.3 s')]);
  });

  it('can be a setting, and can have a unit', async () => {
    await writeFile(join(machine.home, 'config.json'), '{ "idleTimeout": 0.3 }');
    machine.simulator.fail('keep-alive@2');
    expect((await machine.run([...generate, '--retries', '0', 'Why?'])).code).toBe(6);
    machine.simulator.fail('keep-alive@2');
    expect((await machine.run([...generate, '--idle-timeout', '300ms', '--retries', '0', 'Why?'])).code).toBe(6);
  });
});

describe('--cache-ttl', () => {
  it('stores the answer for the given time', async () => {
    const ask = (...flags: readonly string[]) => machine.run([...generate, ...flags, 'Why?']);
    await ask('--cache-ttl', '1h');
    expect((await ask('--cache')).err).toContain('from the cache');
    await ask('--refresh', '--cache-ttl', '1ms');
    expect((await ask('--cache')).err).toBe('');
    expect(machine.simulator.requests.length).toBe(3);
  });

  it('stores nothing with --no-cache', async () => {
    await machine.run([...generate, '--cache-ttl', '1h', '--no-cache', 'Why?']);
    expect((await machine.run([...generate, '--cache', 'Why?'])).err).toBe('');
  });

  it.each(['soon', '-1', '5 parsecs', '', '0'])('rejects %j', async (ttl) => {
    const { code, err } = await machine.run([...generate, `--cache-ttl=${ttl}`, 'Why?']);
    expect([code, err, machine.simulator.requests.length]).toEqual([2, expect.stringMatching(/90|10m|7d/), 0]);
  });
});

describe('rephysco cache prune', () => {
  const entries = async () => JSON.parse((await machine.run(['cache', 'stats', '--json'])).out).entries;
  const keep = async (...questions: readonly string[]) => {
    for (const question of questions) await machine.run([...generate, '--cache', question]);
  };

  it('removes entries that were not used for a time with --older-than', async () => {
    await keep('one', 'two');
    expect((await machine.run(['cache', 'prune', '--older-than', '1h'])).err).toBe('0 files removed.\n');
    expect((await machine.run(['cache', 'prune', '--older-than', '0s'])).err).toBe('2 files removed.\n');
    expect(await entries()).toBe(0);
  });

  it('removes the least recently used entries above --max-size', async () => {
    await keep('one', 'two', 'three');
    expect((await machine.run(['cache', 'prune', '--max-size', '200mb'])).err).toBe('0 files removed.\n');
    const { err } = await machine.run(['cache', 'prune', '--max-size', '8KiB']);
    expect([err, await entries()]).toEqual(['1 files removed.\n', 2]);
    expect((await machine.run([...generate, '--cache', 'three'])).err).toContain('from the cache');
  });

  it.each([
    ['--older-than', 'yesterday'],
    ['--max-size', 'much'],
    ['--max-size', '-1'],
  ])('rejects %s %s', async (flag, value) => {
    await keep('one');
    expect((await machine.run(['cache', 'prune', `${flag}=${value}`])).code).toBe(2);
    expect(await entries()).toBe(1);
  });
});
