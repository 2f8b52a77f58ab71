import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { LLMClient } from '../client.ts';
import type { StreamEvent, ToolCallEvent } from '../contract/events.ts';
import { messageText } from '../contract/message.ts';
import type { Provider } from '../contract/provider.ts';
import type { Tool } from '../contract/tool.ts';
import { fakeFinish, fakeProvider } from '../testing/index.ts';
import { never } from '../testing/samples.ts';
import { Conversation } from './conversation.ts';

const folder = mkdtempSync(join(tmpdir(), 'noted-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.useRealTimers());

let count = 0;
function freshPath(): string {
  count += 1;
  return join(folder, `${count}.jsonl`);
}
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

/** Returns the conversation that another process would read if this one ended now. */
async function leftBehind(path: string): Promise<Conversation> {
  const copy = freshPath();
  copyFileSync(path, copy);
  const conversation = await Conversation.open(copy);
  conversation.close();
  return conversation;
}

/** Returns a provider with scripted answers: events, and functions to wait for. */
function paced(...answers: readonly (readonly (StreamEvent | (() => Promise<unknown>))[])[]): Provider {
  let asked = 0;
  return {
    ...fakeProvider(),
    async *generate() {
      asked += 1;
      for (const step of answers[asked - 1] ?? []) {
        if (typeof step === 'function') await step();
        else yield step;
      }
    },
  };
}

const text = (said: string): StreamEvent => ({ type: 'text', text: said });
const call: ToolCallEvent = { type: 'tool-call', id: '1', name: 'look', arguments: {} };
const forever = () => never;

/** Advances the fake timers, and lets promises settle. */
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** Starts a conversation in a file, and reads its answer while it streams. */
async function reading(provider: Provider, options: object = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const path = freshPath();
  const conversation = await Conversation.open(path, { client: new LLMClient({ provider, ...options }) });
  const stream = await conversation.send({ message: 'Hi', stream: true });
  const seen: string[] = [];
  const read = (async () => {
    for await (const piece of stream) seen.push(piece);
  })();
  read.catch(() => {}); // some tests end before the stream does
  return { path, conversation, stream, seen, read };
}

describe('an answer that streams into a journal', () => {
  it('is stored as interrupted at most 200 ms late, and is never sent', async () => {
    const { path, seen } = await reading(paced([text('One '), text('two '), forever]));
    await pass(199);
    expect([seen.join(''), (await leftBehind(path)).interrupted?.content]).toEqual(['One two ', []]);
    await pass(1);
    const left = await leftBehind(path);
    expect(left.interrupted).toEqual({
      question: { role: 'user', content: 'Hi' },
      steps: [],
      content: [text('One two ')],
      reason: 'The process ended before the answer arrived.',
    });
    expect(left.turns).toEqual([]);
    const next = fakeProvider({ answer: 'Yes.' });
    await Conversation.fromJSON(left.toJSON(), { client: new LLMClient({ provider: next }) }).send('And?');
    expect(next.requests[0]?.messages.map(messageText)).toEqual(['And?']);
  });

  it('adds at most five lines per second, which contain each event once', async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
    const pieces = Array.from({ length: 1000 }, (_, index) => [text(`${index} `), pause]).flat();
    const { path, seen } = await reading(paced([...pieces, forever]));
    await pass(2500);
    const lines = linesOf(path).slice(2);
    expect([seen.length, lines.length]).toEqual([1000, 10]);
    expect(lines.join('').length).toBeLessThan(seen.join('').length + lines.length * 60);
    expect((await leftBehind(path)).interrupted?.content).toEqual([text(seen.join(''))]);
  });

  it('adds no further line if it ends within 200 ms', async () => {
    const { path, read } = await reading(paced([text('One '), text('two.'), fakeFinish()]));
    await read;
    await pass(1000);
    expect(linesOf(path).length).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
    expect((await leftBehind(path)).interrupted).toBe(undefined);
  });

  it('is recorded with its outcome if it fails or is abandoned', async () => {
    const { path, conversation, stream } = await reading(paced([text('One '), forever]));
    await pass(200);
    await stream[Symbol.asyncDispose]();
    expect(conversation.interrupted).toMatchObject({
      content: [text('One ')],
      reason: expect.stringContaining('left'),
    });
    expect((await leftBehind(path)).interrupted).toEqual(conversation.interrupted);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is stored even if the conversation was changed meanwhile', async () => {
    const { path, conversation } = await reading(paced([text('One '), () => pass(300), text('two '), forever]));
    conversation.clear();
    conversation.setSystem('Be brief.');
    await pass(1000);
    const left = await leftBehind(path);
    expect([left.interrupted?.content, left.system]).toEqual([[text('One two ')], 'Be brief.']);
  });
});

describe('tools that run in a conversation with a journal', () => {
  const look: Tool = { name: 'look', execute: () => 'blue' };
  const calling = [text('Let me see. '), call, fakeFinish({ finishReason: 'tool_calls' })];

  it.each([true, false])('are recorded as called before they have finished (stream: %s)', async (stream) => {
    const path = freshPath();
    const begun = Promise.withResolvers<void>();
    const execute = () => {
      begun.resolve();
      return never;
    };
    const client = new LLMClient({ provider: paced(calling), tools: [{ ...look, execute }] });
    const conversation = await Conversation.open(path, { client });
    if (stream) void conversation.send({ message: 'Hi', stream }).then((answer) => answer.result);
    else void conversation.send('Hi');
    await begun.promise;
    expect((await leftBehind(path)).interrupted).toMatchObject({ steps: [], content: [text('Let me see. '), call] });
  });

  it('are recorded with their results before the next answer ends', async () => {
    const path = freshPath();
    const asked = Promise.withResolvers<void>();
    const wait = () => {
      asked.resolve();
      return never;
    };
    const client = new LLMClient({ provider: paced(calling, [wait]), tools: [look] });
    const conversation = await Conversation.open(path, { client });
    void conversation.send('Hi');
    await asked.promise;
    const result = { type: 'tool-result', id: '1', name: 'look', output: 'blue' };
    expect((await leftBehind(path)).interrupted).toMatchObject({
      steps: [
        { role: 'assistant', content: [text('Let me see. '), call] },
        { role: 'tool', content: [result] },
      ],
      content: [],
    });
  });
});

describe('a process that is killed while an answer streams', () => {
  it('has stored the text that was visible', async () => {
    const path = freshPath();
    const program = `
      import { readFileSync } from 'node:fs';
      import { Conversation, LLMClient } from '@rephysco/core';
      import { fakeProvider } from '@rephysco/core/testing';
      async function* generate() {
        for (const text of ['On ', 'the ', 'screen']) yield { type: 'text', text };
        while (!readFileSync(${JSON.stringify(path)}, 'utf8').includes('screen')) await new Promise(setImmediate);
        process.stdout.write('ready');
        await new Promise((resolve) => setInterval(resolve, 2 ** 30));
      }
      const client = new LLMClient({ provider: { ...fakeProvider(), generate } });
      const conversation = await Conversation.open(${JSON.stringify(path)}, { client });
      for await (const piece of await conversation.send({ message: 'Hi', stream: true }));`;
    const options = ['--conditions=@rephysco/source', '--input-type=module-typescript', '--eval'];
    const child = spawn(process.execPath, [...options, program], { cwd: import.meta.dirname });
    const over = new Promise((resolve) => child.on('close', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    await over;
    expect((await leftBehind(path)).interrupted?.content).toEqual([text('On the screen')]);
  });
});
