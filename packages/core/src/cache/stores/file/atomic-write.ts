import { clock } from '../../../util/clock.ts';
import { installed } from '../../../util/installed.ts';
import { fs } from '../../../util/node-fs.ts';
import { nodePath } from '../../../util/node-path.ts';
import { type OpenFile, openSafely, readOpenFile } from '../../../util/safe-file.ts';
import { isMissing, unlinkIfThere } from './evict-files.ts';

/**
 * Replaces a file in one atomic step. Concurrent readers, and readers after a crash, find either the old or the new
 * text.
 *
 * @param expires expiry time, stored as the modification time of the file. Eviction then need not read the file
 * @throws Error of the file system. The old file is then unchanged
 */
export type WriteEntry = (path: string, text: string, expires: number | undefined) => void;

/** Latest time, in seconds since 1970, that every file system supports (the year 2106). */
const latest = 2 ** 32 - 1;

/** Writes a text to a file. @throws Error of the file system */
type WriteText = (path: string, text: string) => void;

/**
 * Returns a function that writes single files with flat-cache. Its mode with all entries in one file is not used: each
 * write rewrites the whole file, a crash can lose all entries, and processes overwrite entries of each other.
 */
function flatCacheWriter({ FlatCache }: typeof import('flat-cache')): WriteText {
  let saving = '';
  const failures: Error[] = [];
  const files = new FlatCache({ serialize: () => saving });
  // Without a listener, flat-cache hides write errors.
  files.on('error', (error: Error) => failures.push(error));
  return (path, text) => {
    saving = text;
    files.cacheDir = nodePath.dirname(path);
    files.cacheId = nodePath.basename(path);
    files.save(true);
    saving = '';
    const failure = failures.pop();
    if (failure) throw failure;
  };
}

/**
 * Returns a function that replaces files. The first call loads flat-cache (20 ms of CPU). In a bundle without it, Node
 * writes the files.
 */
export function openWriter(): WriteEntry {
  const library = installed<typeof import('flat-cache')>('flat-cache', import.meta.url);
  const save = library ? flatCacheWriter(library) : fs.writeFileSync;
  // Part of the names of unfinished files. The random part is needed because process ids are reused.
  const writer = `${process.pid.toString(36)}-${clock.random().toString(36).slice(2, 10)}`;
  let count = 0;
  return (path, text, expires = Infinity) => {
    count += 1;
    const unfinished = `${path}.${writer}-${count}.tmp`;
    try {
      save(unfinished, text);
      // Changes the mode after writing. On ext4, rewriting a truncated file would force a flush.
      fs.chmodSync(unfinished, 0o600);
      fs.utimesSync(unfinished, clock.now() / 1000, Math.min(expires / 1000, latest));
      fs.renameSync(unfinished, path);
    } catch (error) {
      unlinkIfThere(unfinished);
      throw error;
    }
  };
}

/**
 * Returns the bytes of a file and records the access time. Returns `undefined` if there is no file. Uses Node
 * directly, so that a process that only reads does not load flat-cache.
 *
 * @param maxBytes maximum size of a valid file
 * @throws UnsafeFileError if another user may have written the file, or if it is not a regular file
 * @throws Error of the file system
 */
export function readEntry(path: string, maxBytes: number): Buffer | undefined {
  let opened: OpenFile;
  try {
    opened = openSafely(path, { maxBytes });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const bytes = readOpenFile(opened);
    touch(opened.file, opened.usedAt, opened.changedAt);
    return bytes;
  } finally {
    fs.closeSync(opened.file);
  }
}

const hour = 3_600_000;

/**
 * Records the access time for eviction, at most once per hour. Uses the file descriptor, because another process may
 * have replaced the file at the path.
 */
function touch(file: number, usedAt: number, expires: number): void {
  const now = clock.now();
  if (now - usedAt < hour) return;
  try {
    fs.futimesSync(file, now / 1000, expires / 1000);
  } catch {
    // The folder is read-only. Eviction then works without access times.
  }
}
