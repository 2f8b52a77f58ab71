import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { storeContract } from '../../testing/index.ts';
import { sqliteStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'rephysco-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.useRealTimers());
const newFile = (): string => join(mkdtempSync(join(folder, 'a-')), 'answers.sqlite');

describe('sqliteStore follows the store contract', () => {
  storeContract({ it, expect, create: () => sqliteStore({ file: newFile() }) });
});

describe('a SQLite store', () => {
  it('is shared with later and concurrent processes', () => {
    const file = newFile();
    const [one, other] = [sqliteStore({ file }), sqliteStore({ file })];
    one.set('a', 1);
    other.set('b', 2);
    expect([one.get('b'), other.get('a')]).toEqual([2, 1]);
    one.disconnect?.();
    expect(one.get('a')).toBe(1);
  });

  it('has private files', () => {
    const file = newFile();
    sqliteStore({ file }).set('a', 1);
    for (const ending of ['', '-wal', '-shm']) expect((statSync(file + ending).mode & 0o777).toString(8)).toBe('600');
  });

  it('replaces a file that is not a SQLite database, with one warning', () => {
    const file = newFile();
    writeFileSync(file, 'not a database, but long enough to be taken for one '.repeat(100));
    const store = sqliteStore({ file });
    expect(store.get('a')).toBe(undefined);
    store.set('a', 1);
    expect(store.get('a')).toBe(1);
    expect(store.takeWarning?.()).toMatch(
      /was damaged \(file is not a database\) and has been replaced by an empty one\.$/,
    );
    expect(store.takeWarning?.()).toBe(undefined);
  });

  it('does not return values that were changed in its file', () => {
    const file = newFile();
    const store = sqliteStore({ file });
    store.set('a', 'true');
    new DatabaseSync(file).exec(`UPDATE entries SET text = replace(text, 'true', 'lies')`);
    expect(store.get('a')).toBe(undefined);
  });

  it('limits the size of its file, and keeps the most recently used values', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const file = newFile();
    const maxBytes = 1024 ** 2;
    const store = sqliteStore({ file, maxBytes });
    for (let index = 0; index < 600; index += 1) {
      vi.setSystemTime(Date.now() + 8_000_000);
      store.set(`${index}`, { index, text: 'x'.repeat(3000) });
      expect(store.get('7')).toEqual(index < 7 ? undefined : { index: 7, text: 'x'.repeat(3000) });
    }
    expect(statSync(file).size).toBeLessThan(1.25 * maxBytes);
    expect([store.get('8'), store.get('599')]).toEqual([undefined, expect.anything()]);
    store.set('large', 'x'.repeat(maxBytes));
    expect(store.get('large')).toBe(undefined);
  });

  it('creates no file until it is used', () => {
    const file = newFile();
    sqliteStore({ file });
    expect(existsSync(file)).toBe(false);
  });
});
