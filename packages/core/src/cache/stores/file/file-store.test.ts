import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { LLMClient } from '../../../client.ts';
import type { Notice } from '../../../contract/notice.ts';
import { Config } from '../../../options/config.ts';
import { fakeProvider } from '../../../testing/index.ts';
import { fileStore } from './file-store.ts';

const root = mkdtempSync(join(tmpdir(), 'rephysco-file-'));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  Config.reset();
});
const dir = (): string => mkdtempSync(join(root, 'cache-'));
const key = (index: number): string => index.toString(16).padStart(64, '0');
/** Returns a key for an index. The keys are spread evenly over the folders, like hashes. */
const spread = (index: number): string => ((index * 2654435761) >>> 0).toString(16).padStart(8, '0').padEnd(64, '0');

interface Found {
  readonly path: string;
  readonly mode: string;
}

function contents(folder: string): readonly Found[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path, mode: (statSync(path).mode & 0o777).toString(8) };
  });
}

const files = (folder: string): readonly string[] =>
  contents(folder).flatMap(({ path }) => (statSync(path).isFile() ? [path] : []));

describe('the files of a store', () => {
  it.each([0o000, 0o022, 0o077, 0o777])('are private with any umask (%o)', async (mask) => {
    const before = process.umask(mask);
    try {
      const store = fileStore({ dir: join(dir(), 'deep', 'down') });
      await store.set(key(1), 'one', 1000);
      const { mode } = statSync(store.dir);
      expect((mode & 0o777).toString(8)).toBe('700');
      expect(new Set(contents(store.dir).map(({ mode }) => mode))).toEqual(new Set(['700', '600']));
    } finally {
      process.umask(before);
    }
  });

  it('stay in their folder for any key', async () => {
    const folder = dir();
    const store = fileStore({ dir: join(folder, 'inner') });
    for (const name of ['../up', '/root', '..', '', 'a/../../b', '\0', 'x'.repeat(10_000)]) {
      await store.set(name, { name });
      expect(await store.get(name)).toEqual({ name });
    }
    expect(readdirSync(folder)).toEqual(['inner']);
    for (const path of files(folder)) expect(path).toMatch(/\/inner\/[0-9a-f]{2}\/[0-9a-f]{64}$/);
  });

  it('are in the cache folder of the user by default, or in that of Config', () => {
    vi.stubEnv('XDG_CACHE_HOME', join(root, 'xdg'));
    expect(fileStore().dir).toBe(join(root, 'xdg', 'rephysco'));
    vi.stubEnv('XDG_CACHE_HOME', 'relative');
    vi.stubEnv('HOME', join(root, 'home'));
    if (process.platform === 'linux') expect(fileStore().dir).toBe(join(root, 'home', '.cache', 'rephysco'));
    Config.update({ cacheDir: join(root, 'configured') });
    expect(fileStore().dir).toBe(join(root, 'configured'));
    expect(existsSync(join(root, 'configured'))).toBe(false);
  });

  it('are not written to a folder that all users share', async () => {
    const folder = dir();
    chmodSync(folder, 0o1777);
    await expect(async () => fileStore({ dir: folder }).set(key(1), 'one')).rejects.toThrow('is shared by all users');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are written to a folder after write access of other users is removed', async () => {
    const folder = dir();
    chmodSync(folder, 0o777);
    await fileStore({ dir: folder }).set(key(1), 'one');
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('755');
  });

  it('are not read if the folder belongs to another user', async ({ skip }) => {
    if (process.getuid?.() === undefined) return skip();
    const folder = dir();
    await fileStore({ dir: folder }).set(key(1), 'one');
    vi.spyOn(process, 'getuid').mockReturnValue(12_345);
    await expect(async () => fileStore({ dir: folder }).get(key(1))).rejects.toThrow('belongs to another user');
    vi.restoreAllMocks();
  });
});

describe('the size of a store', () => {
  it.each([64 * 1024, 1024 ** 2, 16 * 1024 ** 2])(
    'never exceeds its limit by more than a quarter (%i bytes)',
    async (maxBytes) => {
      const store = fileStore({ dir: dir(), maxBytes });
      const text = 'x'.repeat(Math.max(3000, maxBytes / 400));
      let most = 0;
      for (let index = 0; index < (1.3 * maxBytes) / text.length; index += 1) {
        await store.set(spread(index), { index, text }, 60_000);
        if (index % 100 === 0) most = Math.max(most, (await store.stats()).bytes);
      }
      const { bytes } = await store.stats();
      expect(Math.max(most, bytes)).toBeLessThanOrEqual(1.25 * maxBytes);
      expect(bytes).toBeGreaterThan(0.7 * maxBytes);
    },
  );

  it('is reduced by removing the least recently used values', async () => {
    const store = fileStore({ dir: dir(), maxBytes: 100 * 4096 });
    for (let index = 0; index < 50; index += 1) await store.set(spread(index), index, 3_600_000);
    const longAgo = Date.now() / 1000 - 7200;
    for (const path of files(store.dir)) utimesSync(path, longAgo, statSync(path).mtime);
    expect(await store.get(spread(7))).toBe(7);
    for (let index = 50; index < 105; index += 1) await store.set(spread(index), index, 3_600_000);
    expect(await store.get(spread(7))).toBe(7);
    const old = Array.from({ length: 50 }, (_, index) => store.get(spread(index)));
    expect(old.filter((value) => value !== undefined).length).toBeLessThan(50);
  });

  it('excludes a value of more than half of the limit, and the old value of its key', async () => {
    const store = fileStore({ dir: dir(), maxBytes: 100_000 });
    await store.set(key(1), 'short');
    await store.set(key(1), 'x'.repeat(60_000));
    expect(await store.get(key(1))).toBe(undefined);
    expect(files(store.dir)).toEqual([]);
  });

  it('is reduced by removing expired values and files of killed writers', async () => {
    const store = fileStore({ dir: dir() });
    await store.set(key(1), 'lasting', 3_600_000);
    await store.set(key(2), 'for ever');
    await store.set(key(3), 'passing', 60_000);
    const unfinished = join(store.dir, '00', `${key(4)}.of-another-process.tmp`);
    writeFileSync(unfinished, 'half a val');
    utimesSync(unfinished, 0, 0);
    expect([await store.prune(), existsSync(unfinished)]).toEqual([0, true]);
    vi.useFakeTimers({ now: Date.now() + 700_000, toFake: ['Date'] });
    expect([await store.prune(), existsSync(unfinished)]).toEqual([2, false]);
    expect([await store.get(key(1)), await store.get(key(2))]).toEqual(['lasting', 'for ever']);
    vi.useRealTimers();
  });

  it('is reduced by `prune` to a maximum age and a maximum size', async () => {
    const store = fileStore({ dir: dir() });
    for (let index = 0; index < 6; index += 1) await store.set(spread(index), index);
    const ago = (seconds: number): number => Date.now() / 1000 - seconds;
    for (const path of files(store.dir)) {
      const age = Number(spread(0) === path.slice(-64)) * 7200 + Number(spread(1) === path.slice(-64)) * 60;
      utimesSync(path, ago(age), statSync(path).mtime);
    }
    expect([await store.prune({ olderThan: 86_400 }), await store.prune({ olderThan: 3600 })]).toEqual([0, 1]);
    expect(await store.get(spread(0))).toBe(undefined);
    expect([await store.prune({ maxBytes: 5 * 4096 }), await store.prune({ maxBytes: 4 * 4096 })]).toEqual([0, 1]);
    expect(await store.get(spread(1))).toBe(undefined);
    expect([await store.prune({ olderThan: 0 }), files(store.dir)]).toEqual([4, []]);
  });

  it('is counted, and is 0 after `clear`', async () => {
    const store = fileStore({ dir: dir() });
    for (let index = 0; index < 10; index += 1) await store.set(spread(index), index);
    expect(await store.stats()).toEqual({ entries: 10, bytes: 10 * 4096 });
    await store.clear();
    for (let index = 0; index < 256; index += 1)
      await store.set(index.toString(16).padStart(2, '0').padEnd(64, '0'), index);
    expect(await store.stats({ estimate: true })).toEqual(await store.stats());
    await store.clear();
    expect(await store.stats()).toEqual({ entries: 0, bytes: 0 });
    await store.set(spread(1), 'again');
    expect(await store.get(spread(1))).toBe('again');
  });
});

describe('a process that only reads', () => {
  it('loads no library for hits and misses', async () => {
    const folder = dir();
    await fileStore({ dir: folder }).set(key(1), 'one');
    const program = `
      import { registerHooks } from 'node:module';
      const asked = [];
      const resolve = (specifier, context, next) => (asked.push(specifier), next(specifier, context));
      registerHooks({ resolve });
      const { fileStore } = await import(${JSON.stringify(new URL('file-store.ts', import.meta.url).href)});
      const store = fileStore({ dir: ${JSON.stringify(folder)} });
      const found = [await store.get('${key(1)}'), await store.get('${key(2)}')];
      const before = asked.includes('flat-cache');
      await store.set('${key(2)}', 'two');
      console.log(JSON.stringify({ found, before, after: asked.includes('flat-cache') }));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ found: ['one', null], before: false, after: true });
  });
});

describe('a bundle without flat-cache', () => {
  it('writes the same files', async () => {
    const folder = dir();
    const program = `
      import { registerHooks } from 'node:module';
      const resolve = (specifier, context, next) => {
        if (specifier === 'flat-cache') throw new Error('missing');
        return next(specifier, context);
      };
      registerHooks({ resolve });
      const { fileStore } = await import(${JSON.stringify(new URL('file-store.ts', import.meta.url).href)});
      await fileStore({ dir: ${JSON.stringify(folder)} }).set('${key(1)}', 'one');`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', program]);
    const other = fileStore({ dir: dir() });
    await other.set(key(1), 'one');
    const contents = (root: string): readonly string[] => files(root).map((path) => readFileSync(path, 'utf8'));
    expect(contents(folder)).toEqual(contents(other.dir));
    expect(await fileStore({ dir: folder }).get(key(1))).toBe('one');
  });
});

describe('a damaged file', () => {
  it('is a miss with one warning for all files, and is replaced by the next answer', async () => {
    const store = fileStore({ dir: dir() });
    const provider = fakeProvider();
    const client = new LLMClient({ provider, enableCache: true, cache: store });
    const notices: Notice[] = [];
    const ask = (prompt: string) => client.generate({ prompt, notify: (notice) => notices.push(notice) });
    for (const prompt of ['one', 'two']) await ask(prompt);
    for (const path of files(store.dir)) writeFileSync(path, 'torn');
    for (const prompt of ['one', 'two']) expect((await ask(prompt)).cached).toBe(false);
    for (const prompt of ['one', 'two']) expect((await ask(prompt)).cached).toBe(true);
    expect(notices.filter(({ type }) => type === 'warning')).toEqual([
      { type: 'warning', message: expect.stringMatching(/^Cannot read the cache file /) },
    ]);
  });
});

describe('a folder that cannot be used', () => {
  it('fails no call, and causes one warning', async () => {
    const blocked = join(dir(), 'a-file');
    writeFileSync(blocked, '');
    const client = new LLMClient({
      provider: fakeProvider(),
      enableCache: true,
      cache: fileStore({ dir: join(blocked, 'cache') }),
    });
    const warnings: string[] = [];
    const notify = (notice: Notice): void => {
      if (notice.type === 'warning') warnings.push(notice.message);
    };
    for (let turn = 0; turn < 3; turn += 1)
      expect((await client.generate({ prompt: 'Hi', notify })).text).toBe('Hello.');
    expect(warnings).toEqual([
      expect.stringMatching(/^The cache store cannot be read: .+ Requests continue without the cache\.$/),
    ]);
  });
});

describe('clients without their own store', () => {
  it('share one on this machine, also with later processes', async () => {
    Config.update({ enableCache: true, cacheDir: dir() });
    const provider = fakeProvider();
    await new LLMClient({ provider }).generate('Hi');
    expect((await new LLMClient({ provider }).generate('Hi')).cached).toBe(true);
    expect(await fileStore().stats()).toMatchObject({ entries: 1 });
    const elsewhere = new LLMClient({ provider, enableCache: true, cache: fileStore() });
    expect((await elsewhere.generate('Hi')).cached).toBe(true);
    expect(provider.requests).toHaveLength(1);
  });

  it('write nothing if the cache is off', async () => {
    Config.update({ cacheDir: join(dir(), 'unused') });
    await new LLMClient({ provider: fakeProvider() }).generate('Hi');
    expect(existsSync(Config.current.cacheDir ?? '')).toBe(false);
  });
});
