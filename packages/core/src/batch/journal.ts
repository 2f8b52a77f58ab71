import { basename, dirname, relative, resolve } from 'node:path';
import { ConfigurationError } from '../contract/errors.ts';
import { clock } from '../util/clock.ts';
import { takeLock } from '../util/file-lock.ts';
import { fs } from '../util/node-fs.ts';
import { headingOf, type Settled } from './journal-heading.ts';
import { createJournalIndex, digestOf } from './journal-index.ts';
import { createReader } from './journal-reader.ts';
import { addCost, loadJournal } from './load-journal.ts';
import { outcomeOf } from './record-prefix.ts';
import type { StoredOutcome } from './stored-outcome.ts';
import { partLine, type StoredPart, sentLine } from './stored-part.ts';

/** File that records the outcome of each finished item: a heading, then one JSON object per line. */
export interface BatchJournal {
  /** Returns the number of the record of an item, or -1 if the item is not finished. */
  find(index: number, key: string): number;
  isFailed(record: number): boolean;
  /** Returns the part in which an item waits and its index at that time, or `undefined` if it does not wait. */
  waiting(record: number): { readonly part: number; readonly index: number } | undefined;
  /** Returns `true` for the record of an item that was sent in a part and has no outcome. */
  isSent(record: number): boolean;
  /**
   * Returns the outcome of a record as JSON.
   *
   * @throws ConfigurationError if the record is damaged
   */
  read(record: number): string;
  /**
   * Records an outcome. It survives the end of the process as soon as this returns.
   *
   * @throws ConfigurationError if it cannot be written; the records before it stay readable
   */
  append(index: number, key: string, outcome: StoredOutcome): void;
  /** Records an outcome like `append`. Returns the number of the record for `read`. */
  put(index: number, key: string, outcome: StoredOutcome): number;
  /** Parts that were sent to a batch API, by their number. */
  readonly parts: ReadonlyMap<number, StoredPart>;
  /** Records that a part is about to be submitted with these items. Syncs the record to the disk. */
  intend(part: StoredPart, items: Iterable<{ readonly index: number; readonly key: string }>): void;
  /** Records the state of a part. Syncs the record to the disk. */
  update(part: StoredPart): void;
  /** Cost of all records by currency. */
  readonly spent: ReadonlyMap<string, number>;
  /** Returns `true` if this journal wrote the output file. */
  owns(output: string): boolean;
  /** Records that this journal writes the output file. */
  own(output: string): void;
  /** Writes the records to the disk, closes the file and releases the lock. */
  close(): void;
}

/** Length of a short record in bytes. The file size divided by it is the number of records to reserve space for. */
const usualBytes = 256;

/** Milliseconds between two syncs to the disk. After a power failure, the calls of this time are repeated. */
const syncInterval = 1000;

/**
 * Opens a journal, or creates it. An incomplete last line, which a crash leaves, is removed.
 *
 * @param settled options that determine the outcomes
 * @throws ConfigurationError for a file that is not a journal of a batch, that another process uses, or that was started
 * with other options
 */
export function openJournal(name: string, settled: Settled): BatchJournal {
  const path = resolve(name);
  const unlock = attempt(path, () => {
    fs.mkdirSync(dirname(path), { recursive: true });
    return takeLock(`${path}.lock`, inUse);
  });
  let file: number | undefined;
  try {
    const { O_RDWR, O_CREAT, O_NONBLOCK = 0 } = fs.constants;
    const opened = attempt(path, () => fs.openSync(path, O_RDWR | O_CREAT | O_NONBLOCK, 0o600));
    file = opened;
    if (!fs.fstatSync(opened).isFile()) throw new ConfigurationError(`The journal ${path} is not a regular file.`);
    return useJournal(opened, path, settled, unlock);
  } catch (error) {
    if (file !== undefined) fs.closeSync(file);
    unlock();
    throw error;
  }
}

function inUse(owner: string, lock: string): ConfigurationError {
  return new ConfigurationError(
    `Another run uses this journal (${owner}). Wait for its end. If that process no longer runs, remove ${lock}.`,
  );
}

function useJournal(file: number, path: string, settled: Settled, unlock: () => void): BatchJournal {
  const index = createJournalIndex(Math.ceil(fs.fstatSync(file).size / usualBytes));
  const spent = new Map<string, number>();
  const outputs = new Set<string>();
  const parts = new Map<number, StoredPart>();
  let size = attempt(path, () => loadJournal(file, path, settled, { index, spent, outputs, parts }));
  const reader = createReader(file);
  let synced = clock.monotonic();
  let isOpen = true;
  const toName = (output: string): string => relative(dirname(path), resolve(output));

  function write(line: string): void {
    // A call that ignores its abort may end after `close`, when the file descriptor may belong to another file.
    if (!isOpen) throw new ConfigurationError(`The journal ${path} is closed.`);
    const bytes = Buffer.from(line);
    try {
      for (let at = 0; at < bytes.length; ) at += fs.writeSync(file, bytes, at, bytes.length - at, size + at);
    } catch (cause) {
      // Without this, a later record would follow the incomplete one on the same line.
      fs.ftruncateSync(file, size);
      throw failure(path, cause);
    }
    size += bytes.length;
    const now = clock.monotonic();
    if (now - synced < syncInterval) return;
    synced = now;
    fs.fdatasync(file, () => {});
  }
  if (size === 0) write(headingOf(settled));
  const sync = (): void => attempt(path, () => fs.fdatasyncSync(file));
  const append: BatchJournal['append'] = (position, key, { failed, cost, json }) => {
    addCost(spent, cost);
    write(`{"i":${position},"k":"${key}","s":"${failed ? 'error' : 'ok'}","c":"${cost}",${json}}\n`);
  };
  return {
    find: index.take,
    isFailed: (record) => index.place(record).state === 'error',
    isSent: (record) => index.place(record).state === 'sent',
    waiting(record) {
      const { state, offset, length } = index.place(record);
      const part = state === 'sent' ? parts.get(length) : undefined;
      return part && part.end === undefined ? { part: length, index: offset } : undefined;
    },
    read(record) {
      const { offset, length } = index.place(record);
      const outcome = outcomeOf(reader(offset, length));
      if (outcome !== undefined) return outcome;
      throw new ConfigurationError(`The journal ${path} was changed while it was in use. Run the batch again.`);
    },
    append,
    put(position, key, outcome) {
      const offset = size;
      append(position, key, outcome);
      const state = outcome.failed ? 'error' : 'ok';
      const record = index.add({ index: position, ...digestOf(key), state, offset, length: size - offset - 1 });
      index.use(record);
      return record;
    },
    parts,
    intend(part, items) {
      let lines = '';
      for (const item of items) lines += sentLine(item, part.part);
      parts.set(part.part, part);
      write(lines + partLine(part));
      sync();
    },
    update(part) {
      parts.set(part.part, part);
      write(partLine(part));
      sync();
    },
    spent,
    owns: (output) => outputs.has(toName(output)),
    own(output) {
      if (outputs.has(toName(output))) return;
      outputs.add(toName(output));
      write(`${JSON.stringify({ output: toName(output) })}\n`);
    },
    close() {
      isOpen = false;
      try {
        attempt(path, () => fs.fdatasyncSync(file));
      } finally {
        fs.closeSync(file);
        unlock();
      }
    },
  };
}

function attempt<Value>(path: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw error instanceof ConfigurationError ? error : failure(path, error);
  }
}

function failure(path: string, cause: unknown): ConfigurationError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ConfigurationError(
    `Cannot write the journal ${basename(path)}: ${why}. The outcomes before are kept; run the batch again to resume.`,
    { cause },
  );
}
