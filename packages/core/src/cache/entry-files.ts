import { basename, dirname } from 'node:path';
import { fs } from '../node-fs.ts';
import { unlinkIfThere } from './trim.ts';

const { chmodSync, closeSync, fstatSync, futimesSync, openSync, renameSync, statSync, utimesSync } = fs;

/** Reads and writes files whole. */
export interface EntryFiles {
  /** The text of a file; `undefined` where there is none. */
  read(path: string): string | undefined;
  /**
   * Puts a text in the place of a file in one step: whoever reads meanwhile, or after a crash, finds the old one or the
   * new one.
   *
   * @param expires becomes the file's date of change, so that nobody has to read a file to know whether to remove it
   * @throws Error of the file system; the file is as it was
   */
  write(path: string, text: string, expires: number | undefined): void;
}

/** Seconds since 1970 that every file system can tell: those of 2106. */
const latest = 2 ** 32 - 1;

/** Tells the unfinished files of this process from those of others; ids of processes come again. */
const writer = `${process.pid.toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

/**
 * Loads flat-cache (16 ms of CPU) as reader and writer of single files. Its way to keep all entries in one file is not
 * used: each write rewrites everything, a crash meanwhile loses everything, and so do two processes of each other's.
 */
export async function openEntryFiles(): Promise<EntryFiles> {
  const { FlatCache } = await import('flat-cache');
  let loaded: string | undefined;
  let saving = '';
  let count = 0;
  const failures: Error[] = [];
  const files = new FlatCache({
    serialize: () => saving,
    deserialize(text) {
      loaded = text;
      return [];
    },
  });
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
  return {
    read(path) {
      loaded = undefined;
      files.loadFile(path);
      return loaded;
    },
    write(path, text, expires = Number.POSITIVE_INFINITY) {
      count += 1;
      const unfinished = `${path}.${writer}-${count}.tmp`;
      try {
        save(unfinished, text);
        // Not made private before it is written: ext4 flushes a file that is cut to be written anew.
        chmodSync(unfinished, 0o600);
        utimesSync(unfinished, Date.now() / 1000, Math.min(expires / 1000, latest));
        renameSync(unfinished, path);
      } catch (error) {
        unlinkIfThere(unfinished);
        throw error;
      }
    },
  };
}

const hour = 3_600_000;

/** Notes that a file was used, at most once an hour, for those who look for what was not used for longest. */
export function touch(path: string): void {
  if (Date.now() - statSync(path).atimeMs < hour) return;
  // By descriptor: another process may put a new file in its place, whose dates are its own.
  const file = openSync(path, 'r');
  try {
    futimesSync(file, Date.now() / 1000, fstatSync(file).mtimeMs / 1000);
  } catch {
    // A folder that can only be read keeps no dates.
  } finally {
    closeSync(file);
  }
}
