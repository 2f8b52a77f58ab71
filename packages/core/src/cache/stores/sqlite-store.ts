import { dirname, join, resolve } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CacheStore } from '../../contract/cache-store.ts';
import { Config } from '../../options/config.ts';
import { clock } from '../../util/clock.ts';
import { fs } from '../../util/node-fs.ts';
import { securePrivateFolder, userCacheFolder } from '../../util/private-folder.ts';
import { ownershipProblem } from '../../util/safe-file.ts';
import { decodeEntry, encodeEntry } from './file/file-entry.ts';
import { checkStoreOptions } from './validate-store-options.ts';

/** Where a SQLite store keeps its file, how much it holds, and for how long. */
export interface SqliteStoreOptions {
  /** Default `answers.sqlite` in `Config.cacheDir`, or else in `rephysco` in the user's cache folder. */
  readonly file?: string | undefined;
  /** Bytes that the file may have. Default 1 GiB. */
  readonly maxBytes?: number | undefined;
  /** Seconds that values stay. Default `Config.cacheTtl`. */
  readonly ttl?: number | undefined;
}

/**
 * Keeps values in one SQLite file, which processes may share, through Node's own `node:sqlite` (Node 22.13 or later;
 * it needs no package). It takes a quarter less room than `fileStore` and as much time; damage to its file loses all
 * values, not one.
 *
 * @throws ConfigurationError for an option that does not exist, or a value that cannot work
 */
export function sqliteStore(options: SqliteStoreOptions = {}): CacheStore {
  checkStoreOptions('sqliteStore', ['file', 'maxBytes', 'ttl'], options);
  const { file, maxBytes = 1024 ** 3, ttl } = options;
  const path = resolve(file ?? join(Config.current.cacheDir ?? userCacheFolder(), 'answers.sqlite'));
  const ownTtl = ttl === undefined ? undefined : ttl * 1000;
  let table: Table | undefined;
  let warning: string | undefined;
  /** Opens the file where it is not open; puts a new one in the place of one that is none. */
  function use<Value>(action: (table: Table) => Value): Value {
    try {
      table ??= openTable(path, maxBytes);
      return action(table);
    } catch (error) {
      if (!isDamage(error)) throw error;
      table?.close();
      table = undefined;
      for (const ending of ['', '-wal', '-shm']) fs.rmSync(path + ending, { force: true });
      warning = `The cache in ${path} was damaged (${error.message}) and is begun anew.`;
      table = openTable(path, maxBytes);
      return action(table);
    }
  }
  return {
    local: true,
    ttl: ownTtl,
    takeWarning() {
      const said = warning;
      warning = undefined;
      return said;
    },
    get: (key) => use((table) => table.get(key)),
    set: (key, value, ttlMs = ownTtl) => use((table) => table.set(key, value, ttlMs)),
    delete: (key) => use((table) => table.delete(key)),
    clear: () => use((table) => table.clear()),
    disconnect() {
      table?.close();
      table = undefined;
    },
  };
}

interface Table {
  get(key: string): unknown;
  set(key: string, value: unknown, ttlMs: number | undefined): void;
  delete(key: string): void;
  clear(): void;
  close(): void;
}

const hour = 3_600_000;

function openTable(path: string, maxBytes: number): Table {
  const database = openDatabase(path);
  const statement = (sql: string): StatementSync => database.prepare(sql);
  const select = statement('SELECT text, used FROM entries WHERE key = ?');
  const touch = statement('UPDATE entries SET used = ? WHERE key = ?');
  const insert = statement('INSERT OR REPLACE INTO entries (key, text, expires, used) VALUES (?, ?, ?, ?)');
  const remove = statement('DELETE FROM entries WHERE key = ?');
  const makeRoom = createTrimmer(database, maxBytes);
  return {
    get(key) {
      const row = select.get(key);
      const entry = row && decodeEntry(String(row.text));
      const now = clock.now();
      if (entry?.key !== key || (entry.expires ?? Number.POSITIVE_INFINITY) <= now) return undefined;
      if (now - Number(row?.used) > hour) touch.run(now, key);
      return entry.value;
    },
    set(key, value, ttlMs) {
      const now = clock.now();
      const expires = ttlMs ? now + ttlMs : undefined;
      const text = encodeEntry({ key, value, expires });
      if (text.length > maxBytes / 2) return void remove.run(key);
      insert.run(key, text, expires ?? Number.MAX_SAFE_INTEGER, now);
      makeRoom(text.length);
    },
    delete: (key) => void remove.run(key),
    clear: () => database.exec('DELETE FROM entries'),
    close: () => database.close(),
  };
}

function openDatabase(path: string): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof import('node:sqlite') | undefined;
  if (!sqlite) throw new Error('this version of Node has no node:sqlite');
  securePrivateFolder(dirname(path));
  for (const ending of ['', '-wal', '-shm']) refuseForeign(path + ending);
  fs.closeSync(fs.openSync(path, 'a', 0o600)); // SQLite gives its other files the rights of this one
  const database = new sqlite.DatabaseSync(path, { timeout: busyTimeout });
  try {
    inTurn(() => database.exec('PRAGMA journal_mode = WAL'));
    database.exec('PRAGMA synchronous = NORMAL');
    // An ordinary table: without a rowid it would be a quarter larger and twice as slow to write.
    database.exec(`
      CREATE TABLE IF NOT EXISTS entries (key TEXT UNIQUE, text TEXT, expires INTEGER, used INTEGER);
      CREATE INDEX IF NOT EXISTS used ON entries (used);`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @throws Error if another user may have placed the file; opening a pipe would block the process */
function refuseForeign(path: string): void {
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  const problem = stats && (stats.isFile() ? ownershipProblem(stats) : 'it is not a file');
  if (problem) throw new Error(`${path} cannot be used: ${problem}`);
}

/** Milliseconds that a process waits for another one's write. */
const busyTimeout = 250;

/** The switch to a write-ahead log fails at once where another process is at it, whatever the timeout. */
function inTurn(action: () => void): void {
  for (let left = 20; ; left -= 1) {
    try {
      action();
      return;
    } catch (error) {
      if (left === 0 || codeOf(error) !== busy) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Keeps the file within its bound: after each sixteenth of it, what has expired goes, then what was not used for longest. */
function createTrimmer(database: DatabaseSync, maxBytes: number): (bytes: number) => void {
  const sizes = database.prepare(
    'SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
  );
  const expired = database.prepare('DELETE FROM entries WHERE expires <= ?');
  const oldest = database.prepare(
    'DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries ORDER BY used LIMIT (SELECT count(*) / 8 + 1 FROM entries))',
  );
  const size = (): number => Number(sizes.get()?.bytes);
  let written = maxBytes;
  return (bytes) => {
    written += bytes;
    if (written < maxBytes / 16) return;
    written = 0;
    if (size() > 0.9 * maxBytes) expired.run(clock.now());
    for (let rounds = 0; rounds < 8 && size() > 0.9 * maxBytes; rounds += 1) oldest.run();
  };
}

const busy = 5;
const damaged: readonly unknown[] = [11, 26]; // SQLITE_CORRUPT, SQLITE_NOTADB

function isDamage(error: unknown): error is Error {
  return damaged.includes(codeOf(error));
}

/** SQLite's own code, without the details in its upper bits. */
function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}
