import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMachine, type TestMachine } from './testing/test-rephysco.ts';

let machine: TestMachine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

interface Body {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly [field: string]: unknown;
}
const bodies = () => machine.simulator.requests.map(({ body }) => body as Body);
const lastMessages = () =>
  bodies()
    .at(-1)
    ?.messages.map(({ role, content }) => `${role}: ${content}`);
const chat = (lines: readonly string[], ...flags: readonly string[]) =>
  machine.run(['chat', '-m', 'openai:gpt-5.4-mini', ...flags], lines.map((line) => `${line}\n`).join(''));
const conversations = () => readdir(join(machine.home, 'state', 'conversations'));

describe('rephysco chat, piped', () => {
  it('papercut 4: answers and ends cleanly', async () => {
    const { code, out, err } = await chat(['Why?']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/simulated[\s\S]*\S\n$/);
  });

  it('answers each line, and remembers the earlier ones', async () => {
    await chat(['One?', '', 'Two?', 'and \\', 'three?']);
    expect(bodies().length).toBe(3);
    expect(lastMessages()?.filter((message) => message.startsWith('user'))).toEqual([
      'user: One?',
      'user: Two?',
      'user: and \nthree?',
    ]);
  });

  it('papercut 2: reads the first message from the arguments, and then the lines', async () => {
    await machine.run(['chat', '-m', 'openai:gpt-5.4-mini', 'One?'], 'Two?\n');
    expect(lastMessages()?.filter((message) => message.startsWith('user'))).toEqual(['user: One?', 'user: Two?']);
  });

  it('executes exit, quit, clear, system: and temp:, and sends no request for them', async () => {
    await chat(['system: Be brief.', 'temp: 0.5', 'One?', 'clear', 'Two?', 'exit', 'Three?'], '-m', 'openai:gpt-4o');
    expect(bodies().length).toBe(2);
    expect(bodies()[1]).toMatchObject({ temperature: 0.5 });
    expect(lastMessages()).toEqual(['system: Be brief.', 'user: Two?']);
    await chat(['quit', 'Three?']);
    expect(bodies().length).toBe(2);
  });

  it('papercut 11: exits with the code of the last question if it had no answer', async () => {
    machine.simulator.fail('quota');
    const failed = await chat(['Why?']);
    expect([failed.code, failed.err]).toEqual([5, expect.stringContaining('error: ')]);
    machine.simulator.fail('quota');
    expect((await chat(['Why?', 'Why?'])).code).toBe(0);
  });

  it('a failed question leaves no trace in later requests', async () => {
    machine.simulator.fail('cut@2');
    await chat(['One?', 'Two?']);
    expect(lastMessages()).toEqual(['user: Two?']);
  });
});

describe('slash commands', () => {
  it('change model and provider during a conversation', async () => {
    const { err } = await chat([
      'One?',
      '/model gpt-4o',
      'Two?',
      '/prov sim',
      'Three?',
      '/model openai:gpt-4.1',
      'Four?',
    ]);
    expect(bodies().map(({ model }) => model)).toEqual(['gpt-5.4-mini', 'gpt-4o', 'gpt-4.1']);
    expect(lastMessages()?.filter((message) => message.startsWith('user'))).toHaveLength(4);
    expect(err).toContain('model: sim:sim\n');
  });

  it('remove the last turn, or send it again', async () => {
    await chat(['One?', 'Two?', '/undo', '/retry']);
    expect(lastMessages()).toEqual(['user: One?']);
  });

  it('set and remove options and parameters of the provider', async () => {
    await chat(
      ['/set maxTokens 40', '/set user me', '/temp 1', 'x', '/set maxTokens -', '/set user -', '/temp -', 'y'],
      '-m',
      'openai:gpt-4o',
    );
    expect(bodies()[0]).toMatchObject({ max_completion_tokens: 40, user: 'me', temperature: 1 });
    expect(Object.keys(bodies()[1] ?? {}).sort()).toEqual(['messages', 'model', 'stream', 'stream_options']);
  });

  it('attach files to the next message only', async () => {
    const path = join(machine.cwd, 'note.txt');
    await writeFile(path, 'inside');
    const { err } = await chat([`/attach ${path}`, 'One?', 'Two?', '/attach nothing']);
    expect(bodies()[0]?.messages[0]?.content).toBe('note.txt:\n```\ninside\n```\n\nOne?');
    expect(bodies()[1]?.messages.at(-1)?.content).toBe('Two?');
    expect(err).toContain('the file does not exist');
  });

  it('save the conversation once, and never over another file', async () => {
    const path = join(machine.cwd, 'saved.md');
    const { err } = await chat(['system: Be brief.', 'One?', `/save ${path}`, `/save ${path}`]);
    expect(await readFile(path, 'utf8')).toMatch(/^## system\n\nBe brief\.\n\n## user\n\nOne\?\n\n## assistant\n\n/);
    expect(err).toContain('the file exists already');
  });

  it('show tokens, cost and history', async () => {
    const { err } = await chat(['One?', '/tokens', '/cost', '/history', '/help']);
    expect(err).toMatch(/^\d+ tokens \((?:exact|estimate.*)\), 0\.\d % of 400000$/m);
    expect(err).toMatch(/^\d+ tokens, ~\$0\.\d+ since/m);
    expect(err).toContain('## user\n\nOne?');
    for (const name of ['help', 'model', 'retry', 'copy', 'save', 'exit']) expect(err).toContain(`  /${name}`);
  });

  it('send text that looks like a command, and suggest similar commands', async () => {
    const { err } = await chat(['/say clear', '/nothing', '/t 1']);
    expect(lastMessages()).toEqual(['user: clear']);
    expect(err).toMatch(/Unknown command \/nothing[\s\S]*ambiguous: \/temp, \/tokens/);
  });

  it('write a message in the editor', async () => {
    const editor = join(machine.cwd, 'editor.sh');
    await writeFile(editor, '#!/bin/sh\nprintf "%s, edited" "$(cat "$1")" > "$1"\n', { mode: 0o700 });
    machine.env.EDITOR = editor;
    await chat(['/edit first']);
    expect(lastMessages()).toEqual(['user: first, edited']);
  });
});

describe('stored conversations', () => {
  it('continue with --continue, also with another provider', async () => {
    await chat(['One?']);
    await machine.run(['chat', '-p', 'sim', '--continue'], 'Two?\n');
    await chat(['Three?'], '--continue');
    expect(lastMessages()?.filter((message) => message.startsWith('user'))).toHaveLength(3);
    expect(await conversations()).toHaveLength(1);
  });

  it('papercut 31: --continue uses the last used one, not the newest', async () => {
    await chat(['One?'], '--conversation', 'old');
    await chat(['Two?'], '--conversation', 'new');
    const past = new Date(Date.now() - 60_000);
    await utimes(join(machine.home, 'state', 'conversations', 'new.jsonl'), past, past);
    await chat([], '--conversation', 'old');
    await chat(['Three?'], '-c');
    expect(lastMessages()?.[0]).toBe('user: One?');
  });

  it('are private to their owner', async () => {
    await chat(['One?'], '--conversation', 'mine');
    const path = join(machine.home, 'state', 'conversations', 'mine.jsonl');
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it('reject names outside of their folder', async () => {
    const { code, err } = await chat(['x'], '--conversation', '../keys');
    expect([code, err, machine.simulator.requests.length]).toEqual([2, expect.stringContaining('no name'), 0]);
  });

  it('of a newer version are not changed', async () => {
    const folder = join(machine.home, 'state', 'conversations');
    await mkdir(folder, { recursive: true });
    await chat(['One?'], '--conversation', 'mine');
    const path = join(folder, 'mine.jsonl');
    const text = (await readFile(path, 'utf8')).replace(/"version":\d+/, '"version":999');
    await writeFile(path, text);
    const { code, err } = await chat(['Two?'], '--conversation', 'mine');
    expect([code, await readFile(path, 'utf8')]).toEqual([2, text]);
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(5);
  });
});
