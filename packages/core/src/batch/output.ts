import { dirname, resolve } from 'node:path';
import { ConfigurationError } from '../contract/errors.ts';
import { fs } from '../util/node-fs.ts';
import type { BatchJournal } from './journal.ts';

/** File of outcomes in the order of the items. It is written beside its place, and moved there when it is complete. */
export interface BatchOutput {
  /** @throws ConfigurationError if the disk rejects the line */
  write(index: number, id: string, json: string): void;
  /** Moves the file to its place. @throws ConfigurationError if that fails */
  finish(): void;
  /** Removes the incomplete file. Does nothing after `finish`. */
  discard(): void;
}

const bufferBytes = 1 << 16;

/**
 * Starts an output file.
 *
 * @throws ConfigurationError if the file exists and the journal did not write it, or if it cannot be created
 */
export function createOutput(name: string, journal: BatchJournal): BatchOutput {
  const path = resolve(name);
  const partial = `${path}.partial`;
  const existing = fs.statSync(path, { throwIfNoEntry: false });
  if (existing && !existing.isFile()) throw new ConfigurationError(`The output ${path} is not a regular file.`);
  if (existing && existing.size > 0 && !journal.owns(path)) {
    throw new ConfigurationError(
      `The output ${path} exists and does not belong to this journal. Nothing was sent. Choose another output, or move the file.`,
    );
  }
  const attempt = <Value>(act: () => Value): Value => {
    try {
      return act();
    } catch (cause) {
      const why = `Cannot write the output ${path}: ${(cause as Error).message}.`;
      throw new ConfigurationError(`${why} The journal has all outcomes; run the batch again.`, { cause });
    }
  };
  const file = attempt(() => {
    fs.mkdirSync(dirname(path), { recursive: true });
    return fs.openSync(partial, 'w', 0o600);
  });
  let isOpen = true;
  let lines: string[] = [];
  let waiting = 0;
  const flush = (): void => {
    const bytes = Buffer.from(lines.join(''));
    lines = [];
    waiting = 0;
    attempt(() => {
      for (let at = 0; at < bytes.length; ) at += fs.writeSync(file, bytes, at);
    });
  };
  return {
    write(index, id, json) {
      const line = `{"index":${index},"id":${JSON.stringify(id)},${json}}\n`;
      lines.push(line);
      waiting += line.length;
      if (waiting >= bufferBytes) flush();
    },
    finish() {
      flush();
      attempt(() => fs.fsyncSync(file));
      isOpen = false;
      fs.closeSync(file);
      journal.own(path);
      attempt(() => fs.renameSync(partial, path));
    },
    discard() {
      if (!isOpen) return;
      isOpen = false;
      fs.closeSync(file);
      fs.rmSync(partial, { force: true });
    },
  };
}
