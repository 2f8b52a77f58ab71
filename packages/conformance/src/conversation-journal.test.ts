import './providers.ts';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Conversation, LLMClient, type LLMClientOptions, type Message, messageText } from '@rephysco/core';
import { createSimulator, type ServiceName, type Simulator } from '@rephysco/simulator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
  simulator = await createSimulator({ pace: 0.0005 });
  folder = mkdtempSync(join(tmpdir(), 'conversation-'));
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

/** Smallest valid PNG. */
const png =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/**
 * Returns a program that continues a conversation until it is killed and prints each finished turn. One of four turns
 * calls a tool, one shows an image, and two of three are streamed. Every question is unique.
 */
const program = (path: string, run: number): string => `
  import { Conversation, LLMClient } from '@rephysco/core';
  import '@rephysco/openai';
  const tools = [{ name: 'get_weather', description: 'Weather of a city', execute: () => ({ rain: true }) }];
  const client = new LLMClient({ provider: 'openai', baseURL: '${simulator.baseURL('openai')}', apiKey: 'made-up', tools });
  const conversation = await Conversation.open('${path}', { client, system: 'Be brief.' });
  for (let number = 0; ; number += 1) {
    const before = conversation.turns.length;
    const message = 'Question ${run}.' + number + (number % 4 ? '?' : ': get_weather of Bergen');
    const images = number % 4 === 1 ? ['${png}'] : [];
    if (number % 3 === 0) await conversation.send({ message, images, maxTokens: 40 });
    else for await (const piece of await conversation.send({ message, images, maxTokens: 40, stream: true }));
    process.stdout.write(JSON.stringify(conversation.turns.slice(before)) + '\\n');
  }`;

const start = (path: string, run: number): ChildProcess =>
  spawn(
    process.execPath,
    ['--conditions=@rephysco/source', '--input-type=module-typescript', '--eval', program(path, run)],
    { cwd: import.meta.dirname, env: { PATH: process.env.PATH } },
  );

type Exchange = readonly Message[];

/** Kills a process `delay` milliseconds after it finished `turns` turns. Returns the turns that it printed. */
function killed(child: ChildProcess, turns: number, delay: number): Promise<readonly Exchange[]> {
  let said = '';
  let doomed = false;
  const lines = (): string[] => said.split('\n').slice(0, -1);
  child.stdout?.on('data', (data) => {
    said += String(data);
    if (doomed || lines().length < turns) return;
    doomed = true;
    setTimeout(() => child.kill('SIGKILL'), delay);
  });
  child.stderr?.on('data', (data) => process.stderr.write(String(data)));
  return new Promise((resolve) =>
    child.on('close', () => resolve(lines().map((line) => JSON.parse(line) as Exchange))),
  );
}

/** Returns turns by their first question. */
function exchangesOf(turns: readonly Message[]): readonly Exchange[] {
  const begins = turns.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
  return begins.map((begin, index) => turns.slice(begin, begins[index + 1]));
}

const others: readonly (Omit<LLMClientOptions, 'provider'> & { readonly provider: ServiceName })[] = [
  { provider: 'gemini' },
  { provider: 'gemini', model: 'gemini-2.5-flash' },
  { provider: 'aliyun' },
  { provider: 'xai' },
  { provider: 'siliconflow' },
  { provider: 'anthropic' },
  { provider: 'anthropic', model: 'claude-haiku-4-5' },
  { provider: 'openai', api: 'responses' },
];

/** Creates a client of one of the other services. */
function clientOf(index: number): LLMClient {
  const { provider, ...options } = others[index % others.length] as (typeof others)[number];
  const connection = { provider, baseURL: simulator.baseURL(provider), apiKey: 'made-up', enableRetries: false };
  return new LLMClient({ ...connection, ...options });
}

/** Question of an interrupted turn, and the question after it. */
interface Lost {
  readonly question: string;
  readonly after: string;
}

describe('a conversation of 100 turns in a file, whose process is killed repeatedly', () => {
  it('reopens with every finished turn, and continues with every other service', { timeout: 120_000 }, async () => {
    const path = join(folder, 'conversation.jsonl');
    const points = fc.sample(fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 0, max: 40 })), 100);
    const told: Exchange[] = [];
    const lost: Lost[] = [];
    let finished = 0;
    for (const [run, [turns, delay]] of points.entries()) {
      if (finished >= 100) break;
      const more = await killed(start(path, run), turns, delay);
      finished += more.length;
      told.push(...more);
      await using client = clientOf(run);
      using conversation = await Conversation.open(path, { client });
      const found = exchangesOf(conversation.turns);
      expect(found.slice(0, told.length)).toEqual(told);
      // One more turn may be finished but not yet printed.
      expect(found.length - told.length).toBeLessThanOrEqual(1);
      const { interrupted } = conversation;
      if (interrupted?.question) {
        lost.push({ question: messageText(interrupted.question), after: `after ${run}?` });
      }
      if (run === 0) {
        const image = { type: 'image', url: png, mediaType: 'image/png' } as const;
        conversation.add({ role: 'user', content: 'Draw.' }, { role: 'assistant', content: [image] });
      }
      const asked = { message: `And now, after ${run}?`, maxTokens: 40 };
      const { text } =
        run % 2 ? await conversation.send(asked) : await (await conversation.send({ ...asked, stream: true })).result;
      expect(text).not.toBe('');
      told.splice(0, told.length, ...exchangesOf(conversation.turns));
    }
    const conversation = await Conversation.open(path);
    conversation.close();
    expect(exchangesOf(conversation.turns)).toEqual(told);
    expect(conversation.turns.filter(({ role }) => role === 'tool').length).toBeGreaterThan(20);
    for (const index of others.keys()) {
      await using client = clientOf(index);
      const other = conversation.fork().use(client);
      expect((await other.send({ message: 'And now?', maxTokens: 40 })).text).not.toBe('');
      const stream = await other.send({ message: 'And then?', maxTokens: 40, stream: true });
      expect((await stream.result).text).not.toBe('');
      expect(other.turns.length).toBe(conversation.turns.length + 4);
    }
    expect(simulator.requests.filter(({ status }) => status !== undefined && status >= 400)).toEqual([]);
    expect(lost.length).toBeGreaterThan(0);
    const bodies = simulator.requests.map(({ body }) => JSON.stringify(body));
    for (const { question, after } of lost) {
      expect(bodies.some((body) => body.includes(after))).toBe(true);
      expect(bodies.some((body) => body.includes(after) && body.includes(question))).toBe(false);
    }
  });
});
