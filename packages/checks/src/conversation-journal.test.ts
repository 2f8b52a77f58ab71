import '@rephysco/aliyun';
import '@rephysco/gemini';
import '@rephysco/openai';
import '@rephysco/siliconflow';
import '@rephysco/xai';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Conversation, LLMClient, type LLMClientOptions, type Message } from '@rephysco/core';
import { createSimulator, type ServiceName, type Simulator } from '@rephysco/simulator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
  simulator = await createSimulator();
  folder = mkdtempSync(join(tmpdir(), 'conversation-'));
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

/** Goes on with a conversation until it is killed: every second question makes the model call a tool. */
const program = (path: string): string => `
  import { Conversation, LLMClient } from '@rephysco/core';
  import '@rephysco/openai';
  const tools = [{ name: 'get_weather', description: 'Weather of a city', execute: () => ({ rain: true }) }];
  const client = new LLMClient({ provider: 'openai', baseURL: '${simulator.baseURL('openai')}', apiKey: 'made-up', tools });
  const conversation = await Conversation.open('${path}', { client, system: 'Be brief.' });
  const questions = () => conversation.turns.filter(({ role }) => role === 'user').length;
  for (;;) {
    const number = questions();
    const message = number % 2 ? 'Why is ' + number + ' odd?' : 'Number ' + number + ': get_weather of Bergen';
    if (number % 3) await conversation.send({ message, maxTokens: 40 });
    else for await (const piece of await conversation.send({ message, maxTokens: 40, stream: true }));
    process.stdout.write(questions() + '\\n');
  }`;

const start = (path: string): ChildProcess =>
  spawn(
    process.execPath,
    ['--conditions=@rephysco/source', '--input-type=module-typescript', '--eval', program(path)],
    { cwd: import.meta.dirname, env: { PATH: process.env.PATH } },
  );

/** Kills a child some milliseconds after it has said a number; gives the last number it said. */
function killed(child: ChildProcess, number: number, delay: number): Promise<number> {
  let said = '';
  let doomed = false;
  const last = (): number => Number(said.split('\n').at(-2) ?? 0);
  child.stdout?.on('data', (data) => {
    said += String(data);
    if (doomed || last() < number) return;
    doomed = true;
    setTimeout(() => child.kill('SIGKILL'), delay);
  });
  child.stderr?.on('data', (data) => process.stderr.write(String(data)));
  return new Promise((resolve) => child.on('close', () => resolve(last())));
}

const questions = (turns: readonly Message[]): number => turns.filter(({ role }) => role === 'user').length;

const others: readonly (Omit<LLMClientOptions, 'provider'> & { readonly provider: ServiceName })[] = [
  { provider: 'gemini' },
  { provider: 'gemini', model: 'gemini-2.5-flash' },
  { provider: 'aliyun' },
  { provider: 'xai' },
  { provider: 'siliconflow' },
  { provider: 'openai', api: 'responses' },
];

describe('a conversation of 100 turns in a file, whose process is killed again and again', () => {
  it('reopens with every finished turn, and goes on with every other service', { timeout: 120_000 }, async () => {
    const path = join(folder, 'conversation.jsonl');
    const points = fc.sample(fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 0, max: 12 })), 100);
    let finished = 0;
    for (const [turns, delay] of points) {
      if (finished >= 100) break;
      finished = await killed(start(path), finished + turns, delay);
      using conversation = await Conversation.open(path);
      expect(questions(conversation.turns)).toBeGreaterThanOrEqual(finished);
      expect(conversation.turns.at(-1)?.role).toBe('assistant');
    }
    const conversation = await Conversation.open(path);
    conversation.close();
    expect(conversation.turns.filter(({ role }) => role === 'tool').length).toBeGreaterThan(40);
    for (const { provider, ...options } of others) {
      const connection = { provider, baseURL: simulator.baseURL(provider), apiKey: 'made-up', enableRetries: false };
      await using client = new LLMClient({ ...connection, ...options });
      const other = conversation.fork().use(client);
      expect((await other.send({ message: 'And now?', maxTokens: 40 })).text).not.toBe('');
      const stream = await other.send({ message: 'And then?', maxTokens: 40, stream: true });
      expect((await stream.result).text).not.toBe('');
      expect(other.turns.length).toBe(conversation.turns.length + 4);
    }
    expect(simulator.requests.filter(({ status }) => status !== undefined && status >= 400)).toEqual([]);
  });
});
