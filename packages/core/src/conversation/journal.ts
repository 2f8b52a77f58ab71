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

const {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  realpathSync,
  writeSync,
} = fs;

/** A file that holds a conversation, a change a line. Whatever happens, it holds every change that was added. */
export interface Journal {
  /**
   * Writes a change down. It is then safe from the end of this process, and after `flush` from that of the machine.
   *
   * @param after what the history is with it, to be written whole where the change before could not be
   * @throws ConfigurationError where it cannot be written, for a full disk for example; what was there stays readable
   */
  append(change: Change, after: () => History): void;
  /** @throws ConfigurationError once it is closed */
  checkOpen(): void;
  /** @throws ConfigurationError where the disk does not take it */
  flush(): Promise<void>;
  /** Lets go of the file. */
  close(): void;
}

/** A journal, and what it said when it was opened. */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly history: History;
}

/**
 * Opens a journal for one writer, and begins it where there is none. It is readable for its owner only.
 *
 * @throws ConfigurationError for a file that is no journal, damaged, of a newer version, or open elsewhere; it is then
 * left as it was
 */
export function openJournal(name: string): OpenedJournal {
  if (typeof name !== 'string' || name === '') {
    throw new ConfigurationError(`Conversation.open takes the path of a file, not ${formatValue(name)}.`);
  }
  const path = known(name, () => realPath(resolve(name)));
  const unlock = known(path, () => takeLock(`${path}.lock`, openElsewhere));
  let file: number | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe could wait for ever.
    const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);
    file = known(path, () => openSync(path, flags, 0o600));
    checkFile(file, path);
    let content = read(file, path);
    const shorter = isWasteful(content) ? rewriteJournal(path, content.history) : undefined;
    if (shorter !== undefined) {
      closeSync(file);
      file = shorter;
      content = read(file, path);
    }
    return opened(file, content, path, unlock);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    unlock();
    throw error;
  }
}

function openElsewhere(owner: string, lock: string): ConfigurationError {
  return new ConfigurationError(
    `The conversation is open elsewhere (${owner}). Close it there. If that process no longer runs, remove ${lock}.`,
  );
}

/** One name for one file, by whatever links it is found, so that there is one lock. */
function realPath(path: string): string {
  makePrivateFolder(dirname(path));
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}

/**
 * Refuses what cannot be kept by one writer: its lock has the name of the file, so a second name would have another.
 *
 * @throws ConfigurationError
 */
function checkFile(file: number, path: string): void {
  const stats = fstatSync(file);
  if (!stats.isFile()) throw new ConfigurationError(`${path} is not a file.`);
  if (stats.nlink <= 1) return;
  throw new ConfigurationError(
    `${path} has ${stats.nlink} names (hard links), so that two programs could write to it. Copy it to a file of its own.`,
  );
}

function read(file: number, path: string): JournalContent {
  const { size } = fstatSync(file);
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
  /** Content after `end` was cut and is ignored. */
  let torn = true;
  /** A change is missing in it. */
  let behind = false;
  let open = true;
  const write = (text: string): void => {
    if (torn) ftruncateSync(file, end);
    torn = true;
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, end + done);
    end += bytes.length;
    torn = false;
  };
  if (size === 0) {
    known(path, () => {
      write(headingLine);
      fsyncSync(file);
      syncFolder(dirname(path));
    });
  }
  const checkOpen = (): void => {
    if (!open) throw new ConfigurationError(`The conversation in ${path} is closed. Open it again to go on.`);
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
        await promisify(fsync)(file);
      } catch (error) {
        behind = true; // what the disk did not take may be gone
        throw failure(path, error);
      }
    },
    close() {
      if (!open) return;
      open = false;
      closeSync(file);
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
  return new ConfigurationError(`The conversation cannot be kept in ${path}: ${why}.`, { cause });
}
