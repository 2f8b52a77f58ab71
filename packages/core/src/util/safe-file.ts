import { fs } from './node-fs.ts';

/** Error for a file that is not safe to read. Its message is the reason. */
export class UnsafeFileError extends Error {
  override readonly name = 'UnsafeFileError';
}

/** Open file with its metadata. */
export interface OpenFile {
  readonly file: number;
  readonly size: number;
  /** Access time in milliseconds since 1970. */
  readonly usedAt: number;
  readonly changedAt: number;
}

/** Conditions that a file must meet. */
export interface FileRules {
  /** Maximum size in bytes. */
  readonly maxBytes: number;
  /** `false` to accept files that others own or can write to, for files that the user names. @default true */
  readonly own?: boolean | undefined;
}

/**
 * Opens a file for reading without blocking, unlike a plain `open` of a pipe. The file must be a regular file within
 * the size limit that no other user can have written: owned by this user, not writable by others, not a link, and
 * without other hard links.
 *
 * @throws UnsafeFileError for any other file
 * @throws Error of the file system
 */
export function openSafely(path: string, { maxBytes, own = true }: FileRules): OpenFile {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = fs.constants;
  const file = openFile(path, O_RDONLY | O_NONBLOCK | (own ? O_NOFOLLOW : 0));
  try {
    const stats = fs.fstatSync(file);
    const problem = stats.isFile() ? (own ? ownershipProblem(stats) : undefined) : 'it is not a file';
    if (problem) throw new UnsafeFileError(problem);
    if (stats.size > maxBytes) throw new UnsafeFileError(`it has ${stats.size} bytes; at most ${maxBytes} are read`);
    return { file, size: stats.size, usedAt: stats.atimeMs, changedAt: stats.mtimeMs };
  } catch (error) {
    fs.closeSync(file);
    throw error;
  }
}

function openFile(path: string, flags: number): number {
  try {
    return fs.openSync(path, flags);
  } catch (error) {
    // ELOOP and EMLINK mean a link; ENXIO and EOPNOTSUPP mean a socket.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP' || code === 'EMLINK') throw new UnsafeFileError('it is a link');
    if (code === 'ENXIO' || code === 'EOPNOTSUPP') throw new UnsafeFileError('it is not a file');
    throw error;
  }
}

/** Returns the reason why other users may have written a file or folder, or `undefined`. */
export function ownershipProblem(stats: FileOwner): string | undefined {
  if (!process.getuid) return undefined; // Windows has a separate profile folder for each user
  if (stats.uid !== process.getuid()) return 'it belongs to another user';
  if (stats.mode & 0o022) return 'others can write to it';
  return stats.nlink > 1 && stats.isFile() ? 'it has more than one name (a hard link)' : undefined;
}

/** Subset of `Stats` about the owner. */
export type FileOwner = Pick<import('node:fs').Stats, 'uid' | 'mode' | 'nlink' | 'isFile'>;

/** Reads an open file from its beginning. If it grows meanwhile, returns only its original size. */
export function readOpenFile({ file, size }: Pick<OpenFile, 'file' | 'size'>): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  for (let read = -1; length < size && read !== 0; length += read) {
    read = fs.readSync(file, bytes, length, size - length, length);
  }
  return bytes.subarray(0, length);
}
