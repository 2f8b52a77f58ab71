import { basename, dirname, join } from 'node:path';
import { fs } from '../util/node-fs.ts';
import type { History } from './history.ts';
import { headingLine, type JournalContent, shortestLines } from './journal-format.ts';
import { createJournalMedia } from './journal-media.ts';

/** Minimum number of replaced bytes for which rewriting a journal saves enough space. */
const worthwhile = 1024 * 1024;

/** Returns `true` for a journal that consists mostly of replaced lines. */
export function isWasteful({ replaced, size }: JournalContent): boolean {
  return replaced > worthwhile && replaced > size / 2;
}

/**
 * Replaces a journal by the shortest one with the same history. The step is atomic: a crash leaves the old or the new
 * file.
 *
 * @returns descriptor of the new file, or `undefined` if writing failed and the old file is unchanged
 */
export function rewriteJournal(path: string, history: History): number | undefined {
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  let file: number | undefined;
  try {
    file = fs.openSync(unfinished, 'wx+', 0o600);
    writeAll(file, headingLine);
    const media = createJournalMedia();
    for (const change of shortestLines(history)) {
      const { text, written } = media.encode(change);
      writeAll(file, `${text}\n`);
      written();
    }
    fs.fsyncSync(file);
    fs.renameSync(unfinished, path);
    syncFolder(dirname(path));
    return file;
  } catch {
    if (file !== undefined) discard(file, unfinished);
    return undefined;
  }
}

/** Flushes a folder to the disk. Otherwise, a new file in it may be missing after a crash of the machine. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(folder);
  } finally {
    fs.closeSync(folder);
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(file, bytes, done);
}

function discard(file: number, path: string): void {
  fs.closeSync(file);
  try {
    fs.unlinkSync(path);
  } catch {
    // The disk is full. An incomplete file may remain.
  }
}
