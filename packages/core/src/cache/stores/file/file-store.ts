import type { CacheStore } from '../../../contract/cache-store.ts';
import { Config } from '../../../options/config.ts';
import { clock } from '../../../util/clock.ts';
import { nodePath } from '../../../util/node-path.ts';
import { makeOwnFolder, securePrivateFolder, userCacheFolder } from '../../../util/private-folder.ts';
import { sha256 } from '../../../util/sha256.ts';
import { checkStoreOptions } from '../validate-store-options.ts';
import { openWriter, readEntry, type WriteEntry } from './atomic-write.ts';
import { empty, filesIn, trim, unlinkIfThere } from './evict-files.ts';
import { decodeEntry, type Entry, encodeEntry } from './file-entry.ts';
import { createFaults } from './file-faults.ts';
import { type Groups, groupsOf } from './folder-groups.ts';

/** Options of `fileStore`. */
export interface FileStoreOptions {
  /** Folder of the files. @default Config.cacheDir, or `rephysco` in the cache folder of the user */
  readonly dir?: string | undefined;
  /** Maximum size of all files on the disk in bytes. @default 1 GiB */
  readonly maxBytes?: number | undefined;
  /** Lifetime of entries in seconds. @default Config.cacheTtl */
  readonly ttl?: number | undefined;
}

/** Size of a store. */
export interface StoreStats {
  readonly entries: number;
  /** Size on the disk in bytes. */
  readonly bytes: number;
}

/** Store in a folder, with methods to maintain it. */
export interface FileStore extends CacheStore {
  readonly dir: string;
  delete(key: string): void;
  /** Removes all entries. The folders stay. */
  clear(): Promise<void>;
  /**
   * Removes expired entries and files of killed writers. With `olderThan` (seconds), also removes entries that were
   * not used for that time. With `maxBytes`, then removes the least recently used entries until the rest fits. Returns
   * the number of removed files.
   */
  prune(options?: { readonly olderThan?: number | undefined; readonly maxBytes?: number | undefined }): Promise<number>;
  /** Counts the entries without reading them. Takes 0.4 s of CPU for 100,000 entries, or 0.05 s with `estimate`. */
  stats(options?: { readonly estimate?: boolean | undefined }): Promise<StoreStats>;
}

/**
 * Returns a cache store with one file per entry. Several processes can share the folder. A crash loses at most the
 * entry that is being written, and the next answer replaces a damaged file. Only the owner can read the files. The
 * least recently used files are removed first.
 *
 * @throws ConfigurationError for an unknown option or an invalid value
 * @example
 * const client = new LLMClient({ provider: 'openai', enableCache: true, cache: fileStore({ dir: './cache' }) });
 */
export function fileStore(options: FileStoreOptions = {}): FileStore {
  checkStoreOptions('fileStore', ['dir', 'maxBytes', 'ttl'], options);
  const { dir, maxBytes = 1024 ** 3, ttl } = options;
  const root = nodePath.resolve(dir ?? Config.current.cacheDir ?? userCacheFolder());
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
  const place = (key: string): { readonly id: string; readonly folder: string; readonly path: string } => {
    const id = idOf(key);
    const folder = groups.folderOf(id);
    return { id, folder, path: nodePath.join(folder, id) };
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
      return entry?.key === key && (entry.expires ?? Infinity) > clock.now() ? entry.value : undefined;
    },
    set(key, value, ttlMs = ownTtl) {
      secure();
      writer ??= openWriter();
      const { id, folder, path } = place(key);
      const expires = ttlMs ? clock.now() + ttlMs : undefined;
      const text = encodeEntry({ key, value, expires });
      const bytes = onDisk(text);
      if (bytes > groups.budget / 2) return unlinkIfThere(path);
      makeOwnFolder(folder);
      writer(path, text, expires);
      makeRoom(id, bytes);
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
    async prune({ olderThan = Infinity, maxBytes } = {}) {
      const gone = sum(await each((folder) => trim([folder], undefined, clock.now() - olderThan * 1000)));
      return maxBytes === undefined ? gone : gone + trim(all(), maxBytes);
    },
    async stats({ estimate = false } = {}) {
      // Ids are hashes, so every sixteenth folder is a representative sample.
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
 * Returns a function that keeps each group of folders within its budget. It trims a group after this process wrote an
 * eighth of its budget. It also trims at random with the same frequency, because many processes write only once. It
 * needs no index and no lock.
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

/** Returns a file name for any key. It cannot contain a path. */
function idOf(key: string): string {
  return /^[0-9a-f]{64}$/.test(key) ? key : sha256(key);
}

/** Returns the size of a text on the disk in bytes, rounded up to whole blocks. */
function onDisk(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / block) * block;
}

const block = 4096;

function read(path: string, maxBytes: number): Entry | undefined {
  const bytes = readEntry(path, maxBytes);
  if (!bytes) return undefined;
  const entry = decodeEntry(bytes);
  if (!entry) throw new Error('its content is incomplete or was changed');
  return entry;
}
