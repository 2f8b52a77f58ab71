import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LLMClient } from '../../../client.ts';
import { fakeProvider } from '../../../testing/index.ts';
import { sqliteStore } from '../sqlite-store.ts';
import { fileStore } from './file-store.ts';

const root = mkdtempSync(join(tmpdir(), 'rephysco-hostile-'));
afterAll(() => rmSync(root, { recursive: true }));
const key = 'ab'.padEnd(64, '0');

/** Creates a store with one value. Returns the path of its file, with functions that read and replace the value. */
async function stored(): Promise<{ dir: string; path: string; get: () => unknown; set: () => unknown }> {
  const dir = mkdtempSync(join(root, 'cache-'));
  const store = fileStore({ dir });
  await store.set(key, 'value', 60_000);
  return { dir, path: join(dir, 'ab', key), get: () => store.get(key), set: () => store.set(key, 'new', 60_000) };
}

const asRoot = process.getuid?.() === 0;

describe('a path that is not read as a value', () => {
  it.each<[string, (path: string) => void]>([
    ['a file that others can write to', (path) => chmodSync(path, 0o666)],
    ['a file with a second name', (path) => linkSync(path, `${path}-other`)],
    [
      'a link to a file',
      (path) => {
        renameSync(path, `${path}-other`);
        symlinkSync(`${path}-other`, path);
      },
    ],
    ['a file of 600 MB', (path) => truncateSync(path, 600e6)],
    [
      'a pipe without a writer',
      (path) => {
        rmSync(path);
        execFileSync('mkfifo', [path]);
      },
    ],
    [
      'a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('is %s', async (_, plant) => {
    const { path, get } = await stored();
    expect(get()).toBe('value');
    plant(path);
    const before = performance.now();
    expect(get()).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(200);
  });

  it.runIf(asRoot)('is a file of another user', async () => {
    const { path, get } = await stored();
    chownSync(path, 65534, 65534);
    expect(get()).toBeUndefined();
  });

  it('is replaced by the next answer, if it is a file', async () => {
    const { path, get, set } = await stored();
    chmodSync(path, 0o666);
    await set();
    expect(get()).toBe('new');
  });
});

describe('a folder of values', () => {
  it('is neither cleared nor written to if it is a link to another folder', async () => {
    const { dir, path, set } = await stored();
    const precious = join(dir, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'c'.repeat(64)), 'mine');
    rmSync(dirname(path), { recursive: true });
    symlinkSync(precious, dirname(path));
    const store = fileStore({ dir });
    await store.clear();
    await store.prune({ olderThan: 0, maxBytes: 0 });
    expect(readdirSync(precious)).toEqual(['c'.repeat(64)]);
    expect(set).toThrow('it is not a folder');
  });

  it('keeps files that do not belong to the cache', async () => {
    const { dir, path } = await stored();
    const note = join(dirname(path), 'notes.txt');
    writeFileSync(note, 'mine');
    const store = fileStore({ dir });
    await store.clear();
    expect([existsSync(note), existsSync(path)]).toEqual([true, false]);
  });

  it.runIf(asRoot)('is not used if it belongs to another user', async () => {
    const { path, set } = await stored();
    chownSync(dirname(path), 65534, 65534);
    expect(set).toThrow('it belongs to another user');
  });
});

it('A pipe instead of a SQLite file does not block the process', () => {
  const file = join(mkdtempSync(join(root, 'sqlite-')), 'answers.sqlite');
  execFileSync('mkfifo', [file]);
  expect(() => sqliteStore({ file }).get(key)).toThrow('it is not a file');
});

it('Impossible usage in a store does not reach an answer', async () => {
  const entries = new Map<string, unknown>();
  const client = new LLMClient({ provider: fakeProvider(), enableCache: true, cache: entries });
  await client.generate('Hi');
  for (const value of entries.values()) {
    const { answer } = value as { answer: { usage: object } };
    Object.assign(answer, {
      usage: { inputTokens: -5, outputTokens: 2 },
      cost: { amount: -1, currency: 'USD', estimated: false },
    });
  }
  const answer = await client.generate('Hi');
  expect(answer).toMatchObject({ cached: true, usage: { outputTokens: 2 } });
  expect([answer.usage.inputTokens, answer.saved]).toEqual([undefined, undefined]);
});
