import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigurationError } from '../contract/errors.ts';
import { takeLock } from '../util/file-lock.ts';
import { formatValue } from '../util/format-value.ts';
import { fs } from '../util/node-fs.ts';
import { makePrivateFolder } from '../util/private-folder.ts';
import { readOpenFile } from '../util/safe-file.ts';
import { type Change, changeTo, type History } from './history.ts';
import { isWasteful, rewriteJournal, syncFolder } from './journal-compact.ts';
import { headingLine, type JournalContent, readJournal } from './journal-format.ts';

/** Append-only file with one change of a conversation per line. */
export interface Journal {
  /**
   * Writes a change. It then survives a crash of the process, and after `flush` also a crash of the machine.
   *
   * @param after returns the whole history, which is written if an earlier change is missing in the file
   * @throws ConfigurationError if writing fails, for example on a full disk. Earlier changes stay readable
   */
  append(change: Change, after: () => History): void;
  /** Checks that the journal is open. @throws ConfigurationError if it is closed */
  checkOpen(): void;
  /** Waits until all changes are on the disk. @throws ConfigurationError if the disk reports an error */
  flush(): Promise<void>;
  /** Closes the file and releases its lock. */
  close(): void;
}

/** Open journal and the history that it contains. */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly history: History;
}

/**
 * Opens a journal for one writer, and creates it if it is missing. Only the owner can read the file.
 *
 * @throws ConfigurationError if the file is not a journal, is damaged, is newer, or is open elsewhere. It stays
 *   unchanged
 */
export function openJournal(name: string): OpenedJournal {
  if (typeof name !== 'string' || name === '') {
    throw new ConfigurationError(`Conversation.open() expects the path of a file, not ${formatValue(name)}.`);
  }
  const path = known(name, () => realPath(resolve(name)));
  const unlock = known(path, () => takeLock(`${path}.lock`, openElsewhere));
  let file: number | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe could block forever.
    const { O_RDWR, O_CREAT, O_NONBLOCK = 0 } = fs.constants;
    file = known(path, () => fs.openSync(path, O_RDWR | O_CREAT | O_NONBLOCK, 0o600));
    checkFile(file, path);
    let content = read(file, path);
    const shorter = isWasteful(content) ? rewriteJournal(path, content.history) : undefined;
    if (shorter !== undefined) {
      fs.closeSync(file);
      file = shorter;
      content = read(file, path);
    }
    return opened(file, content, path, unlock);
  } catch (error) {
    if (file !== undefined) fs.closeSync(file);
    unlock();
    throw error;
  }
}

function openElsewhere(owner: string, lock: string): ConfigurationError {
  return new ConfigurationError(
    `The conversation is open in another process (${owner}). Close it there, or remove ${lock} if it has ended.`,
  );
}

/** Resolves links, so that each file has only one lock. */
function realPath(path: string): string {
  makePrivateFolder(dirname(path));
  return fs.existsSync(path) ? fs.realpathSync(path) : join(fs.realpathSync(dirname(path)), basename(path));
}

/**
 * Checks that the path is a file without other hard links. The lock is named after the file, so another name would
 * have another lock.
 *
 * @throws ConfigurationError if the path is not suitable
 */
function checkFile(file: number, path: string): void {
  const stats = fs.fstatSync(file);
  if (!stats.isFile()) throw new ConfigurationError(`${path} is not a file.`);
  if (stats.nlink <= 1) return;
  throw new ConfigurationError(
    `${path} has ${stats.nlink} hard links, so two programs could write to it at once. Use a copy of the file.`,
  );
}

function read(file: number, path: string): JournalContent {
  const { size } = fs.fstatSync(file);
  const bytes = known(path, () => readOpenFile({ file, size }));
  return readJournal(bytes, path);
}

function opened(
  file: number,
  { history, size, media }: JournalContent,
  path: string,
  unlock: () => void,
): OpenedJournal {
  let end = size;
  /** `true` if bytes after `end` are incomplete. The next write removes them. */
  let torn = true;
  /** `true` if a change is missing in the file. */
  let behind = false;
  let open = true;
  const write = (text: string): void => {
    if (torn) fs.ftruncateSync(file, end);
    torn = true;
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += fs.writeSync(file, bytes, done, bytes.length - done, end + done);
    end += bytes.length;
    torn = false;
  };
  if (size === 0) {
    known(path, () => {
      write(headingLine);
      fs.fsyncSync(file);
      syncFolder(dirname(path));
    });
  }
  const checkOpen = (): void => {
    if (!open) throw new ConfigurationError(`The conversation in ${path} is closed. Call Conversation.open() again.`);
  };
  const journal: Journal = {
    checkOpen,
    append(change, after) {
      checkOpen();
      try {
        const line = media.encode(behind ? changeTo(after()) : change);
        write(`${line.text}\n`);
        line.written();
        behind = false;
      } catch (error) {
        behind = true;
        throw failure(path, error);
      }
    },
    async flush() {
      try {
        await promisify(fs.fsync)(file);
      } catch (error) {
        behind = true; // changes that were not flushed may be lost
        throw failure(path, error);
      }
    },
    close() {
      if (!open) return;
      open = false;
      fs.closeSync(file);
      unlock();
    },
  };
  return { journal, history };
}

function known<Value>(path: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw failure(path, error);
  }
}

function failure(path: string, cause: unknown): ConfigurationError {
  if (cause instanceof ConfigurationError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ConfigurationError(`Cannot store the conversation in ${path}: ${why}.`, { cause });
}
