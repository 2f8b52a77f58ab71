import { basename, dirname } from 'node:path';
import { clock } from '../../../util/clock.ts';
import { fs } from '../../../util/node-fs.ts';
import { type OpenFile, openSafely, readOpenFile } from '../../../util/safe-file.ts';
import { isMissing, unlinkIfThere } from './evict-files.ts';

const { chmodSync, closeSync, futimesSync, renameSync, utimesSync } = fs;

/**
 * Puts a text in the place of a file in one step: whoever reads meanwhile, or after a crash, finds the old one or the
 * new one.
 *
 * @param expires becomes the file's date of change, so that nobody has to read a file to know whether to remove it
 * @throws Error of the file system; the file is as it was
 */
export type WriteEntry = (path: string, text: string, expires: number | undefined) => void;

/** Seconds since 1970 that every file system can tell: those of 2106. */
const latest = 2 ** 32 - 1;

/** Tells the unfinished files of this process from those of others; ids of processes come again. */
const writer = `${process.pid.toString(36)}-${clock.random().toString(36).slice(2, 10)}`;

/**
 * Loads flat-cache (20 ms of CPU) as writer of single files. Its way to keep all entries in one file is not used: each
 * write rewrites everything, a crash meanwhile loses everything, and so do two processes of each other's.
 */
export async function openWriter(): Promise<WriteEntry> {
  const { FlatCache } = await import('flat-cache');
  let saving = '';
  let count = 0;
  const failures: Error[] = [];
  const files = new FlatCache({ serialize: () => saving });
  // Without a listener, flat-cache says nothing of what goes wrong.
  files.on('error', (error: Error) => failures.push(error));

  function save(path: string, text: string): void {
    saving = text;
    files.cacheDir = dirname(path);
    files.cacheId = basename(path);
    files.save(true);
    saving = '';
    const failure = failures.pop();
    if (failure) throw failure;
  }
  return (path, text, expires = Number.POSITIVE_INFINITY) => {
    count += 1;
    const unfinished = `${path}.${writer}-${count}.tmp`;
    try {
      save(unfinished, text);
      // Not made private before it is written: ext4 flushes a file that is cut to be written anew.
      chmodSync(unfinished, 0o600);
      utimesSync(unfinished, clock.now() / 1000, Math.min(expires / 1000, latest));
      renameSync(unfinished, path);
    } catch (error) {
      unlinkIfThere(unfinished);
      throw error;
    }
  };
}

/**
 * Returns the bytes of a file, and notes in its dates that it was used; `undefined` if there is none. It asks Node and
 * not flat-cache, so that a process that only reads need not load it.
 *
 * @param maxBytes no larger file was written
 * @throws UnsafeFileError for what somebody else may have put there, and for anything that is not a file
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
    closeSync(opened.file);
  }
}

const hour = 3_600_000;

/**
 * Notes that a file was used, at most once an hour, for those who look for what was not used for longest. By
 * descriptor: another process may have put a new file in its place, whose dates are its own.
 */
function touch(file: number, usedAt: number, expires: number): void {
  const now = clock.now();
  if (now - usedAt < hour) return;
  try {
    futimesSync(file, now / 1000, expires / 1000);
  } catch {
    // A folder that can only be read keeps no dates.
  }
}
