import { join, resolve } from 'node:path';
import type { Awaitable, CacheStore } from '../../../contract/cache-store.ts';
import { Config } from '../../../options/config.ts';
import { clock } from '../../../util/clock.ts';
import { makeOwnFolder, securePrivateFolder, userCacheFolder } from '../../../util/private-folder.ts';
import { sha256 } from '../../../util/sha256.ts';
import { checkStoreOptions } from '../validate-store-options.ts';
import { openWriter, readEntry, type WriteEntry } from './atomic-write.ts';
import { empty, filesIn, trim, unlinkIfThere } from './evict-files.ts';
import { decodeEntry, type Entry, encodeEntry } from './file-entry.ts';
import { createFaults } from './file-faults.ts';
import { type Groups, groupsOf } from './folder-groups.ts';

/** Where a file store keeps its files, how much it holds, and for how long. */
export interface FileStoreOptions {
  /** Default `Config.cacheDir`, or else `rephysco` in the user's cache folder. */
  readonly dir?: string | undefined;
  /** Bytes that its files may take on the disk. Default 1 GiB. */
  readonly maxBytes?: number | undefined;
  /** Seconds that values stay. Default `Config.cacheTtl`. */
  readonly ttl?: number | undefined;
}

/** What a store holds. */
export interface StoreStats {
  readonly entries: number;
  /** What they take on the disk. */
  readonly bytes: number;
}

/** A store in a folder, with what it takes to look after it. */
export interface FileStore extends CacheStore {
  readonly dir: string;
  delete(key: string): void;
  /** Removes all values; the folders stay. */
  clear(): Promise<void>;
  /**
   * Removes what has expired, and what writers that were killed left behind; also what was not used for `olderThan`
   * seconds, and then what was not used for longest until the rest takes at most `maxBytes`. Says how many files went.
   */
  prune(options?: { readonly olderThan?: number | undefined; readonly maxBytes?: number | undefined }): Promise<number>;
  /** What there is, by names and dates alone: 0.4 s of CPU for 100,000 values, 0.05 s for an estimate. */
  stats(options?: { readonly estimate?: boolean | undefined }): Promise<StoreStats>;
}

/**
 * Keeps values in files, one each, which any number of processes may share: a crash at any moment loses at most the
 * value being written, and a damaged file is a miss that the next answer replaces. Files are readable for their owner
 * only. Those that were not used for longest leave first.
 *
 * @throws ConfigurationError for an option that does not exist, or a value that cannot work
 */
export function fileStore(options: FileStoreOptions = {}): FileStore {
  checkStoreOptions('fileStore', ['dir', 'maxBytes', 'ttl'], options);
  const { dir, maxBytes = 1024 ** 3, ttl } = options;
  const root = resolve(dir ?? Config.current.cacheDir ?? userCacheFolder());
  const groups = groupsOf(root, maxBytes);
  const makeRoom = createTrimmer(groups);
  const faults = createFaults();
  const ownTtl = ttl === undefined ? undefined : ttl * 1000;
  let secured = false;
  const secure = (): void => {
    if (!secured) securePrivateFolder(root);
    secured = true;
  };
  let writer: WriteEntry | undefined;
  /** Files are read and written at once; only the first to be written waits for a library. */
  const withWriter = (use: (write: WriteEntry) => void): Awaitable<void> => {
    if (writer) return use(writer);
    return openWriter().then((opened) => {
      writer ??= opened;
      use(writer);
    });
  };
  const place = (key: string): { readonly id: string; readonly folder: string; readonly path: string } => {
    const id = idOf(key);
    const folder = groups.folderOf(id);
    return { id, folder, path: join(folder, id) };
  };
  return {
    dir: root,
    local: true,
    ttl: ownTtl,
    takeWarning: faults.take,
    get(key) {
      secure();
      const { path } = place(key);
      const entry = faults.watch(path, () => read(path, groups.budget / 2));
      return entry?.key === key && (entry.expires ?? Number.POSITIVE_INFINITY) > clock.now() ? entry.value : undefined;
    },
    set(key, value, ttlMs = ownTtl) {
      secure();
      return withWriter((write) => {
        const { id, folder, path } = place(key);
        const expires = ttlMs ? clock.now() + ttlMs : undefined;
        const text = encodeEntry({ key, value, expires });
        const bytes = onDisk(text);
        if (bytes > groups.budget / 2) return unlinkIfThere(path);
        makeOwnFolder(folder);
        write(path, text, expires);
        makeRoom(id, bytes);
      });
    },
    delete: (key) => unlinkIfThere(place(key).path),
    ...maintenance(groups),
  };
}

/** Maintains the files one folder at a time, so that a large cache does not block other work. */
function maintenance(groups: Groups): Pick<FileStore, 'clear' | 'prune' | 'stats'> {
  const all = (): readonly string[] => groups.foldersOf('');
  async function each<Value>(visit: (folder: string) => Value, folders = all()): Promise<Value[]> {
    const values: Value[] = [];
    for (const folder of folders) {
      values.push(visit(folder));
      await new Promise<void>((resolve) => clock.setImmediate(resolve));
    }
    return values;
  }
  return {
    async clear() {
      await each(empty);
    },
    async prune({ olderThan = Number.POSITIVE_INFINITY, maxBytes } = {}) {
      const gone = sum(await each((folder) => trim([folder], undefined, clock.now() - olderThan * 1000)));
      return maxBytes === undefined ? gone : gone + trim(all(), maxBytes);
    },
    async stats({ estimate = false } = {}) {
      // Ids are hashes, so that every sixteenth folder stands for all.
      const share = estimate ? 16 : 1;
      const folders = all().filter((_, place) => place % share === 0);
      const sizes = await each((folder) => filesIn(folder).map(({ bytes }) => bytes), folders);
      return { entries: share * sum(sizes.map(({ length }) => length)), bytes: share * sum(sizes.map(sum)) };
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/**
 * Keeps each group of folders within its budget. Each process does so by itself, without an index or a lock: after it
 * has written an eighth of a budget, and, since many processes write only once, by chance as often.
 */
function createTrimmer(groups: Groups): (id: string, bytes: number) => void {
  const written = new Map<string, number>();
  const eighth = groups.budget / 8;
  return (id, bytes) => {
    const group = groups.nameOf(id);
    const sum = (written.get(group) ?? 0) + bytes;
    const due = sum >= eighth || clock.random() < bytes / eighth;
    written.set(group, due ? 0 : sum);
    if (due) trim(groups.foldersOf(group), 0.9 * groups.budget);
  };
}

/** A name for a file that cannot leave its folder, whatever the key is. */
function idOf(key: string): string {
  return /^[0-9a-f]{64}$/.test(key) ? key : sha256(key);
}

/** What a text takes on the disk: whole blocks. */
function onDisk(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / block) * block;
}

const block = 4096;

function read(path: string, maxBytes: number): Entry | undefined {
  const bytes = readEntry(path, maxBytes);
  if (!bytes) return undefined;
  const entry = decodeEntry(bytes);
  if (!entry) throw new Error('it was cut or changed');
  return entry;
}
