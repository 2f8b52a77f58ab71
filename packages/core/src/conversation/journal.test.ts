import { spawn } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import { fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';
import { Conversation } from './conversation.ts';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function freshPath(): string {
  count += 1;
  return join(folder, `${count}`, 'conversation.jsonl');
}
const user = (content: string): Message => ({ role: 'user', content });
const answer: Message = { role: 'assistant', content: 'Hello.' };
const heading = '{"format":"rephysco-conversation","version":1}\n';

const echo = (): LLMClient => new LLMClient({ provider: fakeProvider({ answer: 'Hello.' }), enableRetries: false });

/** Writes a journal with one turn, closes it and returns its path. */
async function written(): Promise<string> {
  const path = freshPath();
  using conversation = await Conversation.open(path, { client: echo(), system: 'Be brief.' });
  await conversation.send('One');
  return path;
}

async function reopened(path: string): Promise<Conversation> {
  const conversation = await Conversation.open(path);
  conversation.close();
  return conversation;
}

const options = ['--conditions=@rephysco/source', '--input-type=module-typescript', '--eval'];
const runProgram = (text: string) => spawn(process.execPath, [...options, text], { cwd: import.meta.dirname });
const firstWord = (child: ReturnType<typeof runProgram>): Promise<string> =>
  new Promise((resolve, reject) => {
    let complaint = '';
    child.stderr.on('data', (data) => (complaint += String(data)));
    child.on('exit', () => reject(new Error(complaint)));
    child.stdout.once('data', (data) => resolve(String(data)));
  });

describe('a conversation in a file', () => {
  it('is restored after every kind of change', async () => {
    const path = freshPath();
    using conversation = await Conversation.open(path, { client: echo() });
    await conversation.send('One');
    await conversation.send({ message: 'Two', system: 'Be brief.' });
    await (await conversation.send({ message: 'Three', stream: true })).result;
    conversation.undo();
    conversation.edit(1, user('First'));
    conversation.add(user('Four'), answer);
    const said = conversation.toJSON();
    conversation.close();
    const again = await reopened(path);
    expect(again.toJSON()).toEqual(said);
    expect(again.messages.map(({ content }) => content)).toEqual([
      'Be brief.',
      'First',
      'Hello.',
      'Two',
      'Hello.',
      'Four',
      'Hello.',
    ]);
  });

  it('is restored after any changes in any order', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const change = fc.oneof(
      text.map((said) => (conversation: Conversation) => void conversation.add(user(said), answer)),
      text.map((said) => (conversation: Conversation) => conversation.setSystem(said)),
      fc.nat({ max: 9 }).map((index) => (conversation: Conversation) => {
        if (conversation.turns[index]) conversation.edit(conversation.messages.length - 1, user(`${index}`));
      }),
      fc.constant((conversation: Conversation) => void conversation.undo()),
      fc.constant((conversation: Conversation) => conversation.clear()),
      fc.constant(async (conversation: Conversation) => void (await conversation.send('Hi'))),
      fc.constant((conversation: Conversation) =>
        thrown(conversation.send({ message: 'Hi', signal: AbortSignal.abort() })),
      ),
    );
    const check = async (changes: readonly ((conversation: Conversation) => unknown)[]) => {
      const path = freshPath();
      using conversation = await Conversation.open(path, { client: echo() });
      for (const apply of changes) await apply(conversation);
      conversation.close();
      expect((await reopened(path)).toJSON()).toEqual(conversation.toJSON());
    };
    await fc.assert(fc.asyncProperty(fc.array(change, { maxLength: 12 }), check), { numRuns: 50 });
  });

  it('is readable for its owner only, and leaves no lock behind', async () => {
    const path = await written();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(path, '..'))).toEqual(['conversation.jsonl']);
  });

  it('stores a failed turn separately, and one in progress when the process ended', async () => {
    const path = freshPath();
    const client = new LLMClient({ provider: fakeProvider({ answer: new Error('Broken.') }) });
    using conversation = await Conversation.open(path, { client });
    await thrown(conversation.send('Lost'));
    conversation.close();
    const { interrupted, turns } = await reopened(path);
    expect([interrupted, turns]).toEqual([{ question: user('Lost'), steps: [], content: [], reason: 'Broken.' }, []]);
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n`);
    expect((await reopened(path)).interrupted).toMatchObject({
      question: user('Lost'),
      reason: expect.stringContaining('ended'),
    });
  });

  it('rejects changes after it is closed', async () => {
    const conversation = await Conversation.open(freshPath());
    conversation.close();
    conversation.close();
    expect(String(await thrown(() => conversation.add(user('One'))))).toContain('is closed');
    expect(conversation.turns).toEqual([]);
  });

  it('rejects a message after it is closed, before a request is sent', async () => {
    const provider = fakeProvider();
    const conversation = await Conversation.open(freshPath(), { client: new LLMClient({ provider }) });
    conversation.close();
    const error = await thrown(conversation.send('One'));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect([String(error), provider.requests]).toEqual([expect.stringContaining('is closed'), []]);
  });

  it('starts with the system prompt of its client, and then keeps its own', async () => {
    const path = freshPath();
    const provider = fakeProvider();
    const begun = await Conversation.open(path, { client: new LLMClient({ provider, system: 'Be brief.' }) });
    expect(begun.system).toBe('Be brief.');
    begun.setSystem('');
    begun.close();
    using again = await Conversation.open(path, { client: new LLMClient({ provider, system: 'Be long.' }) });
    expect(again.system).toBe(undefined);
  });
});

describe('a journal that was cut or damaged', () => {
  it('keeps every complete line for a cut at any byte, and can be continued', async () => {
    const path = await written();
    const bytes = readFileSync(path);
    for (let size = 0; size <= bytes.length; size += 1) {
      writeFileSync(path, bytes.subarray(0, size));
      const before = readFileSync(path);
      using conversation = await Conversation.open(path);
      if (size > heading.length) expect(readFileSync(path)).toEqual(before);
      const turns = size === bytes.length ? [user('One'), answer] : [];
      expect(conversation.turns).toEqual(turns);
      conversation.add(user('Next'));
      conversation.close();
      expect((await reopened(path)).turns).toEqual([...turns, user('Next')]);
    }
  });

  it.each<[string, (lines: string[]) => void, string]>([
    ['is not JSON', (lines) => lines.splice(1, 1, '{"add":'), 'Line 2'],
    ['is not a valid change', (lines) => lines.splice(1, 1, '{"add":[{"role":"king","content":""}]}'), 'Line 2'],
    ['keeps turns that do not exist', (lines) => lines.splice(2, 1, '{"keep":7}'), 'Line 3'],
    ['is empty', (lines) => lines.splice(2, 0, ''), 'Line 3'],
    ['is not text', (lines) => lines.splice(1, 1, '\u0000'), 'Line 2'],
  ])('is rejected without a change if a line in the middle %s', async (_, damage, words) => {
    const path = await written();
    const lines = readFileSync(path, 'utf8').split('\n');
    damage(lines);
    writeFileSync(path, lines.join('\n'));
    const error = await thrown(Conversation.open(path));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(`${words} of ${path} is damaged`);
    expect(readFileSync(path, 'utf8')).toBe(lines.join('\n'));
    expect(readdirSync(join(path, '..'))).toEqual(['conversation.jsonl']);
  });

  it.each<[string, string, string]>([
    ['is from a newer release', '{"format":"rephysco-conversation","version":2}\n{"new":1}\n', 'version 2'],
    ['is another file', 'Dear diary,\n', 'not a Rephysco conversation'],
    ['is another file with one line', 'Dear diary', 'not a Rephysco conversation'],
  ])('is rejected without a change if it %s', async (_, text, words) => {
    const path = await written();
    writeFileSync(path, text);
    const error = await thrown(Conversation.open(path));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(join(path, '..'))).toEqual(['conversation.jsonl']);
  });

  it.each([[folder], [''], [undefined], [7]])('is rejected if it is not a file: %j', async (path) => {
    const error = await thrown(Conversation.open(path as string));
    expect(error).toBeInstanceOf(ConfigurationError);
  });
});

describe('a journal with several writers', () => {
  it('admits one at a time, under any path of the file', async () => {
    const path = freshPath();
    const conversation = await Conversation.open(path);
    const link = `${path}.link`;
    symlinkSync(path, link);
    for (const name of [path, link, join(path, '..', '.', 'conversation.jsonl')]) {
      const error = await thrown(Conversation.open(name));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(String(error)).toContain(`open in another process (process ${process.pid})`);
    }
    conversation.close();
    (await Conversation.open(link)).close();
  });

  it('is taken over from an ended process, but not from another machine or an unknown process', async () => {
    const path = await written();
    const gone = spawn(process.execPath, ['--eval', '']);
    await new Promise((resolve) => gone.on('exit', resolve));
    writeFileSync(`${path}.lock`, `${gone.pid} ${hostname()}\n`);
    writeFileSync(`${path}.lock.takeover`, `${gone.pid} ${hostname()}\n`);
    expect((await reopened(path)).turns.length).toBe(2);
    expect(readdirSync(join(path, '..'))).toEqual(['conversation.jsonl']);
    for (const owner of [`${gone.pid} elsewhere\n`, '', `1 ${hostname()}\n`]) {
      writeFileSync(`${path}.lock`, owner);
      expect(String(await thrown(Conversation.open(path)))).toContain(`remove ${path}.lock`);
    }
  });

  it('is taken over from an earlier process with the same id, as in a restarted container', async () => {
    const path = await written();
    const lock = `${path}.lock`;
    writeFileSync(lock, `${process.pid} ${hostname()}\n`);
    expect(String(await thrown(Conversation.open(path)))).toContain('open in another process');
    const before = new Date(Date.now() - process.uptime() * 1000 - 60_000);
    utimesSync(lock, before, before);
    expect((await reopened(path)).turns.length).toBe(2);
  });

  it('admits one of many writers that find a stale lock simultaneously', async () => {
    const path = await written();
    writeFileSync(`${path}.lock`, `999999999 ${hostname()}\n`);
    const program = `
      import { Conversation } from '@rephysco/core';
      try {
        await Conversation.open(${JSON.stringify(path)});
        process.stdout.write('in');
        process.stdin.resume();
      } catch (error) {
        process.stdout.write('out');
      }`;
    const children = Array.from({ length: 6 }, () => runProgram(program));
    const said = await Promise.all(children.map(firstWord));
    for (const child of children) child.kill('SIGKILL');
    expect(said.sort()).toEqual(['in', 'out', 'out', 'out', 'out', 'out']);
  });
});

describe('a process that is killed', () => {
  it('has stored every finished turn, at any time of the kill', async () => {
    const path = freshPath();
    const program = `
      import { Conversation, LLMClient } from '@rephysco/core';
      import { fakeProvider } from '@rephysco/core/testing';
      const client = new LLMClient({ provider: fakeProvider({ answer: ({ messages }) => 'Re: ' + messages.at(-1).content }) });
      const conversation = await Conversation.open(${JSON.stringify(path)}, { client });
      for (;;) {
        await conversation.send(String(conversation.turns.length / 2));
        process.stdout.write(conversation.turns.length / 2 + '\\n');
      }`;
    const random = fc.sample(fc.integer({ min: 1, max: 25 }), 20);
    let finished = 0;
    for (let kill = 0; finished < 100; kill += 1) {
      finished = await killedAfter(runProgram(program), finished + (random[kill] ?? 25));
      const { turns } = await reopened(path);
      expect(turns.length).toBeGreaterThanOrEqual(2 * finished);
      for (const [index, { content }] of turns.entries()) {
        expect(content).toBe(index % 2 ? `Re: ${(index - 1) / 2}` : `${index / 2}`);
      }
    }
  });
});

/** Kills a child process once it has printed a number of at least `number`. Returns the last number it printed. */
function killedAfter(child: ReturnType<typeof runProgram>, number: number): Promise<number> {
  let said = '';
  child.stdout.on('data', (data) => {
    said += String(data);
    if (lastNumber(said) >= number) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.on('close', () => resolve(lastNumber(said))));
}

const lastNumber = (said: string): number => Number(said.split('\n').at(-2) ?? 0);

describe('a full disk', () => {
  it('does not lose an answer: it is returned with a warning, and written with a later turn', async () => {
    const path = freshPath();
    const program = `
      import { Conversation, LLMClient } from '@rephysco/core';
      import { fakeProvider } from '@rephysco/core/testing';
      process.on('SIGXFSZ', () => {});
      const answers = ['x'.repeat(20_000), 'Short.', 'Short.'];
      const provider = fakeProvider({ answer: (_, attempt) => answers[attempt - 1] });
      const conversation = await Conversation.open(${JSON.stringify(path)}, { client: new LLMClient({ provider }) });
      const { text, warnings } = await conversation.send('Long');
      const refused = (() => { try { conversation.add({ role: 'user', content: 'y'.repeat(20_000) }) } catch (error) { return error.name } })();
      conversation.undo();
      const after = await conversation.send('Two');
      console.log(JSON.stringify([text.length, warnings, refused, after.warnings]));`;
    const limited = ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, ...options, program];
    const child = spawn('bash', limited, { cwd: import.meta.dirname });
    const over = new Promise((resolve) => child.on('exit', resolve));
    const [length, warnings, refused, after] = JSON.parse(await firstWord(child));
    await over;
    expect([length, refused, after]).toEqual([20_000, 'ConfigurationError', []]);
    expect(warnings).toEqual([expect.stringContaining(`Cannot store the conversation in ${path}: EFBIG`)]);
    expect((await reopened(path)).turns).toEqual([user('Two'), { role: 'assistant', content: 'Short.' }]);
  });
});
