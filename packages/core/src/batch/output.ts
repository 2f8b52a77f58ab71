import { dirname, resolve } from 'node:path';
import { ConfigurationError } from '../contract/errors.ts';
import { fs } from '../util/node-fs.ts';
import type { BatchJournal } from './journal.ts';

/** File of outcomes in the order of the items. It has a temporary name until it is complete. */
export interface BatchOutput {
  /** Adds the line of an outcome. @throws ConfigurationError if the file cannot be written */
  write(index: number, id: string, json: string): void;
  /** Renames the complete file to its final name. @throws ConfigurationError if that fails */
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
  // Lines are encoded immediately: buffered strings would survive garbage collections and make the heap grow.
  const buffer = Buffer.allocUnsafe(bufferBytes);
  let filled = 0;
  const writeAll = (bytes: Uint8Array, length: number): void =>
    attempt(() => {
      for (let at = 0; at < length; ) at += fs.writeSync(file, bytes, at, length - at);
    });
  const flush = (): void => {
    const length = filled;
    filled = 0;
    writeAll(buffer, length);
  };
  return {
    write(index, id, json) {
      const line = `,"id":${JSON.stringify(id)},${json}}\n`;
      // A character takes three bytes at most, and the index 32 with its name.
      const most = line.length * 3 + 32;
      if (filled + most > buffer.length) flush();
      filled = writeIndex(buffer, filled, index);
      if (most <= buffer.length) filled += buffer.write(line, filled);
      else {
        flush();
        const bytes = Buffer.from(line);
        writeAll(bytes, bytes.length);
      }
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

const indexName = Buffer.from('{"index":');
const zero = 48;

/**
 * Writes the field name and the digits of an index as bytes. Converting numbers to strings makes the heap grow, because
 * V8 caches thousands of such strings.
 *
 * @returns the position after them
 */
function writeIndex(buffer: Buffer, at: number, index: number): number {
  indexName.copy(buffer, at);
  let end = at + indexName.length + 1;
  for (let rest = index; rest >= 10; rest = Math.floor(rest / 10)) end += 1;
  for (let digit = end - 1, rest = index; digit >= at + indexName.length; digit -= 1, rest = Math.floor(rest / 10)) {
    buffer[digit] = zero + (rest % 10);
  }
  return end;
}
