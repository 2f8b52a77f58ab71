import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMachine, type Outcome, type TestMachine, testKey } from './testing/test-rephysco.ts';

let machine: TestMachine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

const stored = 'made-up-canary-of-the-key-file';
const ofTheFile = 'made-up-canary-of-the-env-file';
const canaries = [testKey, stored, ofTheFile].flatMap((key) => [
  key,
  encodeURIComponent(key),
  Buffer.from(key).toString('base64'),
]);

async function hide(): Promise<void> {
  machine.env.REPHYSCO_RETRIES = '0';
  await writeFile(join(machine.home, 'keys.json'), JSON.stringify({ gemini: stored }), { mode: 0o600 });
  await writeFile(join(machine.cwd, '.env'), `XAI_API_KEY=${ofTheFile}\nXAI_BASE_URL=http://127.0.0.1:1/v1\n`);
}

function expectClean({ out, err }: Outcome): void {
  for (const canary of canaries) expect(out + err).not.toContain(canary);
}

const faults = [
  '400',
  '401',
  '403',
  '404',
  '429@3600',
  'quota',
  'filter',
  '500@0',
  'html',
  'empty',
  'garbage',
  'cut@2',
];

const commands: readonly (readonly string[])[] = [
  ['generate', '-p', 'openai', 'x'],
  ['generate', '-p', 'openai', '--json', 'x'],
  ['generate', '-p', 'openai', '--jsonl', 'x'],
  ['generate', '-p', 'openai', '--debug', 'x'],
  ['generate', '-p', 'openai', '--dry-run', 'x'],
  ['chat', '-p', 'openai', 'x'],
  ['tokens', '-p', 'openai', '--endpoint', 'x'],
  ['providers', 'test', 'openai'],
  ['providers', 'test', 'openai', '--debug'],
  ['models', 'list', '-p', 'openai', '--live'],
];

describe('papercut 22: keys are in the authorisation header and nowhere else', () => {
  it.each(faults)('when the service answers with %s', async (fault) => {
    await hide();
    for (const args of commands) {
      machine.simulator.fail(fault, { times: 5 });
      expectClean(await machine.run(args, ''));
      machine.simulator.requests.forEach(({ headers, path, body }) => {
        const { authorization, ...rest } = headers;
        expect(authorization).toBe(`Bearer ${testKey}`);
        expect(JSON.stringify([rest, path, body])).not.toContain(testKey);
      });
    }
  });

  it('when the service repeats the key in its message', async () => {
    await hide();
    // The error contains the prompt, because the simulator quotes it in its refusal.
    for (const key of [testKey, stored, ofTheFile]) {
      expectClean(await machine.run(['generate', '-m', `openai:does-not-exist-${key}`, 'x']));
      expectClean(await machine.run(['generate', '-m', `openai:does-not-exist-${key}`, '--json', 'x']));
      expectClean(await machine.run(['generate', '-m', `openai:does-not-exist-${key}`, '--jsonl', '--debug', 'x']));
      expectClean(await machine.run(['generate', '-p', key, 'x']));
      expectClean(await machine.run(['models', 'show', key]));
      expectClean(await machine.run(['config', 'get', key]));
      expectClean(await machine.run(['keys', 'rm', key]));
      expectClean(await machine.run(['generate', '-p', 'openai', '-a', `/nonexistent/${key}`, 'x']));
      expectClean(await machine.run(['generate', '-p', 'openai', '--base-url', `not a url ${key}`, 'x']));
      expectClean(
        await machine.run([
          'generate',
          '-p',
          'openai',
          '--base-url',
          `http://127.0.0.1:1/${key}`,
          '--retries',
          '0',
          'x',
        ]),
      );
    }
  });

  it('when nothing fails', async () => {
    await hide();
    const calm = [
      [],
      ['--help'],
      ['providers'],
      ['providers', 'list', '--json'],
      ['doctor'],
      ['doctor', '--json'],
      ['keys'],
      ['config', 'list', '--json'],
      ['generate', '-p', 'xai', '--dry-run', 'x'],
      ['generate', '-p', 'gemini', '--dry-run', '--json', 'x'],
    ];
    for (const args of calm) expectClean(await machine.run(args));
  });

  it.each(['keys.json', 'config.json', 'config.toml'])('when %s is broken', async (name) => {
    await writeFile(join(machine.home, name), `{"openai": "${testKey}" "${stored}`);
    for (const flags of [[], ['--json'], ['--debug']]) {
      const outcome = await machine.run(['generate', '-p', 'openai', ...flags, 'x']);
      expect(outcome.code).toBe(3);
      expectClean(outcome);
    }
  });

  it('when keys are set, listed and removed', async () => {
    const outcomes = [
      await machine.run(['keys', 'set', 'gemini'], `${stored}\n`),
      await machine.run(['keys', 'list']),
      await machine.run(['keys', 'set', 'nobody'], `${stored}\n`),
      await machine.run(['keys', 'set', 'openai'], `${stored} ${stored}\n`),
      await machine.run(['keys', 'rm', 'gemini']),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 2, 2, 0]);
    outcomes.forEach(expectClean);
  });

  it('when the folder of the keys cannot be written', async () => {
    machine.env.REPHYSCO_HOME = join(machine.home, 'keys.json', 'below');
    await mkdir(machine.home, { recursive: true });
    await writeFile(join(machine.home, 'keys.json'), '');
    expectClean(await machine.run(['keys', 'set', 'gemini'], `${stored}\n`));
  });
});
