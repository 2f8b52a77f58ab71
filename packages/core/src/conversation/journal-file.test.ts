import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import { fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';
import { Conversation } from './conversation.ts';
import { createJournalMedia } from './journal-media.ts';

const root = mkdtempSync(join(tmpdir(), 'journal-file-'));
afterAll(() => rmSync(root, { recursive: true }));
const freshPath = (): string => join(mkdtempSync(join(root, 'one-')), 'conversation.jsonl');
const user = (content: string): Message => ({ role: 'user', content });

/** Writes a journal with some turns, closes it and returns its path. */
async function written(...turns: readonly Message[]): Promise<string> {
  const path = freshPath();
  using conversation = await Conversation.open(path, { system: 'Be brief.' });
  conversation.add(...turns);
  return path;
}

async function turnsIn(path: string): Promise<readonly Message[]> {
  using conversation = await Conversation.open(path);
  return conversation.turns;
}

describe('a journal', () => {
  it('takes time in proportion to its turns, for writing and opening', async () => {
    const seconds = async (turns: number): Promise<number> => {
      const path = freshPath();
      const before = performance.now();
      using conversation = await Conversation.open(path);
      for (let turn = 0; turn < turns; turn += 1) conversation.add(user(`Turn ${turn}`));
      conversation.close();
      expect(await turnsIn(path)).toHaveLength(turns);
      return performance.now() - before;
    };
    await seconds(1000);
    const [few, many] = [await seconds(2000), await seconds(16_000)];
    // Eight times as many turns took 50 times as long when each `add` copied the earlier turns.
    expect(many).toBeLessThan(24 * Math.max(few, 5));
  });

  it('is rewritten with the same content once most of it was replaced', async () => {
    const path = await written();
    {
      using conversation = await Conversation.open(path);
      for (let turn = 0; turn < 200; turn += 1) {
        conversation.add(user(`${turn} `.repeat(3000)));
        conversation.undo();
      }
      for (let turn = 0; turn < 100; turn += 1) conversation.add(user(`kept ${turn}`));
    }
    const before = statSync(path).size;
    using conversation = await Conversation.open(path);
    expect(conversation.turns).toEqual(Array.from({ length: 100 }, (_, turn) => user(`kept ${turn}`)));
    expect(conversation.system).toBe('Be brief.');
    expect(before).toBeGreaterThan(1e6);
    expect(statSync(path).size).toBeLessThan(10_000);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    conversation.add(user('more'));
    conversation.close();
    expect(await turnsIn(path)).toHaveLength(101);
    expect(readdirSync(dirname(path))).toEqual(['conversation.jsonl']);
  });

  it('stores a repeated medium once', async () => {
    const path = freshPath();
    const url = `data:image/png;base64,iVBORw0KGgo${'A'.repeat(100_000)}=`;
    {
      const client = new LLMClient({ provider: fakeProvider() });
      using conversation = await Conversation.open(path, { client });
      await conversation.send({ message: 'What is this?', images: [url] });
      conversation.edit(1, { role: 'assistant', content: 'A picture.' });
      await conversation.send({ message: 'And this?', images: [url] });
    }
    expect(readFileSync(path, 'utf8').split(url)).toHaveLength(2);
    const images = (await turnsIn(path)).flatMap(({ content }) =>
      typeof content === 'string' ? [] : content.slice(1),
    );
    expect(images).toEqual([1, 2].map(() => ({ type: 'image', url, mediaType: 'image/png' })));
  });

  it('is rejected if it has a second hard link, because two programs could write to it', async () => {
    const path = await written(user('One'));
    linkSync(path, `${path}-2`);
    const error = await thrown(Conversation.open(`${path}-2`));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain('hard links');
    rmSync(path);
    expect(await turnsIn(`${path}-2`)).toEqual([user('One')]);
  });

  it('is rejected without blocking if it is a pipe', async () => {
    const path = freshPath();
    execFileSync('mkfifo', [path]);
    expect(String(await thrown(Conversation.open(path)))).toContain('is not a file');
  });
});

describe('a lock', () => {
  it('of a process whose id another process got is taken over', async () => {
    const path = await written(user('One'));
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      writeFileSync(`${path}.lock`, `${other.pid} ${hostname()}\n`);
      expect(String(await thrown(Conversation.open(path)))).toContain(`process ${other.pid}`);
      const before = Date.now() / 1000 - 60;
      utimesSync(`${path}.lock`, before, before);
      expect(await turnsIn(path)).toEqual([user('One')]);
    } finally {
      other.kill();
    }
  });

  it.each<[string, (lock: string) => void]>([
    ['a pipe', (lock) => execFileSync('mkfifo', [lock])],
    ['a folder', (lock) => mkdirSync(lock)],
    ['a large file', (lock) => appendFileSync(lock, 'x'.repeat(10_000))],
    ['anything else', (lock) => writeFileSync(lock, 'mine')],
  ])('that is %s is named in the error, and does not block the process', async (_, plant) => {
    const path = await written(user('One'));
    plant(`${path}.lock`);
    expect(String(await thrown(Conversation.open(path)))).toContain(`remove ${path}.lock`);
  });
});

it('The media of any lines are restored unchanged, from the line that contains them first', () => {
  const url = fc.oneof(
    fc.constantFrom('a', 'b').map((letter) => letter.repeat(2000)),
    fc.string(),
  );
  const media = fc.record({ type: fc.constantFrom('image', 'file', 'text'), url, text: fc.string() });
  fc.assert(
    fc.property(fc.array(fc.record({ add: fc.array(fc.record({ content: fc.array(media) })) })), (lines) => {
      const writer = createJournalMedia();
      const reader = createJournalMedia();
      for (const line of lines) {
        const { text, written } = writer.encode(line);
        written();
        expect(reader.decode(JSON.parse(text))).toEqual(line);
      }
    }),
  );
});
