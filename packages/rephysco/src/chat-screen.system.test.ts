import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSimulator, type Simulator } from '@rephysco/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasTmux, openScreen, type TestScreen } from './testing/test-screen.ts';

if (!hasTmux) console.warn('SKIPPED: the chat on a real screen. Install tmux (apt-get install tmux) to test it.');

const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
const node = `'${process.execPath}' --conditions=@rephysco/source '${bin}'`;

let home: string;
let simulator: Simulator;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'chat-'));
  simulator = await createSimulator();
});
afterEach(async () => {
  await simulator.close();
  // The chat may still be exiting.
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

const env = () => ({
  REPHYSCO_HOME: home,
  OPENAI_API_KEY: 'made-up-key-for-tests',
  OPENAI_BASE_URL: simulator.baseURL('openai'),
  NO_COLOR: '1',
});

async function openChat(args = '', columns = 80): Promise<TestScreen> {
  const screen = await openScreen(`${node} chat -m openai:gpt-5.4-mini ${args}`, env(), { columns, rows: 60 });
  await screen.shows('openai:gpt-5.4-mini > ');
  return screen;
}

const questions = () =>
  simulator.requests.map(({ body }) => (body as { messages: { content: unknown }[] }).messages.at(-1)?.content);

describe.skipIf(!hasTmux)('rephysco chat on a screen', () => {
  it('answers, and shows model, tokens and price at the prompt', async () => {
    await using screen = await openChat();
    await screen.type('Why is the sky blue?');
    await screen.press('Enter');
    await screen.shows(/openai:gpt-5\.4-mini · \d+ tokens · ~\$0\.\d+ > $/m);
    await screen.type('exit');
    await screen.press('Enter');
    await screen.shows('ended 0');
  });

  it('searches the lines that were typed with Ctrl-R', async () => {
    await using screen = await openChat();
    await screen.type('Why is the sky blue?');
    await screen.press('Enter');
    await screen.shows(/tokens.* > $/m);
    await screen.press('C-r');
    await screen.type('sky');
    await screen.shows('(search) sky: Why is the sky blue?');
    await screen.press('Enter');
    await expect.poll(questions).toEqual(['Why is the sky blue?', 'Why is the sky blue?']);
  });

  it.each([40, 60, 120])('wraps /help and errors at words on %i columns', async (columns) => {
    await using screen = await openChat('', columns);
    const after = (text: string): readonly string[] => text.slice(text.indexOf('/help\n')).split('\n');
    await screen.type('/help');
    await screen.press('Enter');
    const help = await screen.shows('Ctrl-C stops an answer.');
    const words = new Set(help.split(/\s+/));
    for (const word of ['conversation', 'temperature', 'clipboard', 'Markdown'])
      expect([...words].join(' ')).toContain(word);
    for (const line of after(help)) expect(line.length).toBeLessThanOrEqual(columns);
    await screen.type('/provider nobody');
    await screen.press('Enter');
    const text = await screen.shows('docs/errors.md#configuration');
    for (const line of after(text)) expect(line.length).toBeLessThanOrEqual(columns);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'Providers are: openai, gemini, aliyun, xai, siliconflow, anthropic, sim.',
    );
  });

  it('papercut 5: reads several pasted lines as one message', async () => {
    await using screen = await openChat();
    await screen.paste('first line\n\n  second line\nexit\n');
    await screen.shows('[pasted 4 lines #1]');
    await screen.type(' and this');
    await screen.press('Enter');
    await screen.shows(/tokens.* > $/m);
    expect(questions()).toEqual(['first line\n\n  second line\nexit and this']);
  });

  it('treats one pasted line like typed text', async () => {
    await using screen = await openChat();
    await screen.paste('one line\n');
    await screen.shows('> one line');
    await screen.press('Enter');
    await screen.shows(/tokens.* > $/m);
    expect(questions()).toEqual(['one line']);
  });

  it('joins lines that end in a backslash or Alt+Enter', async () => {
    await using screen = await openChat();
    await screen.type('one\\');
    await screen.press('Enter');
    await screen.shows('… ');
    await screen.type('two');
    await screen.press('M-Enter');
    await screen.shows(/… two\\/);
    await screen.type('three');
    await screen.press('Enter');
    await screen.shows(/tokens.* > $/m);
    expect(questions()).toEqual(['one\ntwo\nthree']);
  });

  it('papercut 6: accepts text of an input method in the middle of a line', async () => {
    await using screen = await openChat();
    await screen.type('AB');
    await screen.press('Left');
    await screen.type('推进');
    await screen.press('BSpace');
    await screen.type('荐');
    await screen.press('Enter');
    await screen.shows(/tokens.* > $/m);
    expect(questions()).toEqual(['A推荐B']);
  });

  it('papercut 7 and 8: Ctrl-C stops the answer, keeps the partial answer, and the chat continues', async () => {
    simulator.fail('stall@8');
    await using screen = await openChat();
    await screen.type('Why?');
    await screen.press('Enter');
    while (simulator.requests[0]?.pieces !== 8) await screen.text();
    await screen.press('C-c');
    await screen.shows(/\(simulated answer\)[\s\S]*\(stopped/);
    expect(await simulator.requests[0]?.closed).toBe('client');
    await screen.type('/retry');
    await screen.press('Enter');
    await screen.shows(/tokens.* > $/m);
    expect(questions()).toEqual(['Why?', 'Why?']);
  });

  it('prints a hint at the first Ctrl-C at the prompt, and exits at the second', async () => {
    await using screen = await openChat();
    await screen.type('half a message');
    await screen.press('C-c');
    await screen.shows('(Ctrl-C again');
    await screen.press('C-c');
    await screen.shows('ended 130');
  });

  it.each([
    ['/exit', ['/exit', 'Enter'], 'ended 0'],
    ['Ctrl-D', ['C-d'], 'ended 0'],
    ['kill', [], 'ended 143'],
  ])('restores the terminal after %s', async (name, keys, ended) => {
    await using screen = await openChat();
    if (name === 'kill') await screen.killProgram();
    else await screen.press(...keys);
    const screenAfter = await screen.shows(new RegExp(`${ended}\\s+.icanon`));
    expect(screenAfter.match(/.icanon/g)).toEqual([' icanon', ' icanon']);
    // The terminal no longer sends brackets around pasted texts.
    await screen.paste('plain');
    expect(await screen.shows('plain')).not.toContain('200~');
  });

  it('continues after a change of the width', async () => {
    await using screen = await openChat();
    await screen.type(`${'word '.repeat(30)}end`);
    await screen.resize(40, 20);
    await screen.press('Enter');
    await screen.shows(/tokens/);
    expect(questions()).toEqual([`${'word '.repeat(30)}end`]);
  });

  it('completes commands and models, and stores the typed lines', async () => {
    await using screen = await openChat();
    await screen.type('/prov');
    await screen.press('Tab');
    await screen.shows('> /provider ');
    await screen.type('sil');
    await screen.press('Tab');
    await screen.shows('/provider siliconflow');
    await screen.press('C-u');
    await screen.type('remember me');
    await screen.press('Enter');
    await screen.shows(/tokens.* > $/m);
    await screen.press('C-d');
    await screen.shows('ended 0');
    await using again = await openChat('--continue');
    await again.press('Up');
    await again.shows('> remember me');
  });
});

describe.skipIf(!hasTmux)('rephysco keys set on a screen', () => {
  it('shows no typed character, and stores the key', async () => {
    await using screen = await openScreen(`${node} keys set xai`, env());
    await screen.shows('it is not shown');
    await screen.type('made-up-typed-key');
    await screen.press('Enter');
    expect(await screen.shows('ended 0')).not.toContain('typed');
    expect(await readFile(join(home, 'keys.json'), 'utf8')).toContain('made-up-typed-key');
  });

  it('stores nothing after Ctrl-C', async () => {
    await using screen = await openScreen(`${node} keys set xai`, env());
    await screen.shows('it is not shown');
    await screen.type('half');
    await screen.press('C-c');
    await screen.shows(/Nothing was stored[\s\S]*ended 2/);
  });
});

describe.skipIf(!hasTmux)('rephysco generate on a screen', () => {
  it('does not wait: without a prompt it reports the missing prompt', async () => {
    await using screen = await openScreen(`${node} generate -p sim`, env());
    await screen.shows(/The prompt is empty[\s\S]*ended 2/);
  });

  it('stops at Ctrl-C, keeps the partial answer, and ends with 130', async () => {
    simulator.fail('stall@8');
    await using screen = await openScreen(`${node} generate --render plain -m openai:gpt-5.4-mini Why`, env());
    await screen.shows('(simulated');
    await screen.press('C-c');
    await screen.shows(/\(simulated[\s\S]*ended 130/);
  });
});
