import { basename, dirname, join } from 'node:path';
import { fs } from '../util/node-fs.ts';
import type { History } from './history.ts';
import { headingLine, type JournalContent, shortestLines } from './journal-format.ts';
import { createJournalMedia } from './journal-media.ts';

const { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } = fs;

/** Bytes from which on it is worth the time to write a journal anew. */
const worthwhile = 1024 * 1024;

/** Returns `true` for a journal of which most was replaced by later lines. */
export function isWasteful({ replaced, size }: JournalContent): boolean {
  return replaced > worthwhile && replaced > size / 2;
}

/**
 * Puts the shortest journal of a history in the place of a journal, in one step: a crash leaves the old or the new one.
 *
 * @returns the new file, open; `undefined` where it could not be written and the old one is still in place
 */
export function rewriteJournal(path: string, history: History): number | undefined {
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  let file: number | undefined;
  try {
    file = openSync(unfinished, 'wx+', 0o600);
    writeAll(file, headingLine);
    const media = createJournalMedia();
    for (const change of shortestLines(history)) {
      const { text, written } = media.encode(change);
      writeAll(file, `${text}\n`);
      written();
    }
    fsyncSync(file);
    renameSync(unfinished, path);
    syncFolder(dirname(path));
    return file;
  } catch {
    if (file !== undefined) discard(file, unfinished);
    return undefined;
  }
}

/** Writes a file's name to the disk: after a crash of the machine, a new file is there only once its folder is. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function discard(file: number, path: string): void {
  closeSync(file);
  try {
    unlinkSync(path);
  } catch {
    // A disk that took nothing has nothing to give back.
  }
}
