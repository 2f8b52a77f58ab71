import { isUtf8 } from 'node:buffer';
import { ConfigurationError } from '../contract/errors.ts';
import { fs } from '../util/node-fs.ts';

/** Line of a file of items. */
export interface TextLine {
  /** Number of the line. The first is 1. */
  readonly number: number;
  readonly text: string;
  /** `false` if the bytes of the line are not UTF-8. */
  readonly isValid: boolean;
}

const newline = 10;
const chunkBytes = 1 << 20;

/** Maximum length of a line in bytes. A file with a longer line probably has another format. */
const maxLineBytes = 256 << 20;

/**
 * Yields the content of a file in chunks of 1 MiB. All chunks share one buffer: each is valid until the next read.
 *
 * @throws ConfigurationError if the file cannot be read
 */
export function* readChunks(path: string): Generator<Uint8Array> {
  let file: number;
  try {
    file = fs.openSync(path, 'r');
  } catch (cause) {
    throw unreadable(path, cause);
  }
  try {
    const bytes = Buffer.allocUnsafe(chunkBytes);
    while (true) {
      const length = readSome(file, bytes, path);
      if (length === 0) return;
      yield bytes.subarray(0, length);
    }
  } finally {
    fs.closeSync(file);
  }
}

function readSome(file: number, bytes: Uint8Array, path: string): number {
  try {
    return fs.readSync(file, bytes, 0, bytes.length, null);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(`Cannot read ${path}: ${(cause as Error).message}`, { cause });
}

/** Returns the number of line ends in a file, or `undefined` if it is not a regular file. */
export function countLines(path: string): number | undefined {
  if (!fs.statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  let lines = 0;
  let last = newline;
  for (const chunk of readChunks(path)) {
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines += 1;
    last = chunk[chunk.length - 1] as number;
  }
  return last === newline ? lines : lines + 1;
}

/**
 * Yields the lines of UTF-8 bytes, without line ends and byte order mark, in one group for each chunk. Read each group
 * before you request the next one, because the chunks share a buffer.
 *
 * @throws ConfigurationError for a line of more than 256 MiB
 */
export async function* readLines(
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  name: string,
): AsyncGenerator<Iterable<TextLine>> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let number = 0;
  const toLine = (bytes: Uint8Array): TextLine => {
    number += 1;
    return { number, text: decode(bytes, number === 1), isValid: isUtf8(bytes) };
  };
  function* split(bytes: Uint8Array): Generator<TextLine> {
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      const part = bytes.subarray(start, end);
      const line = toLine(rest.length === 0 ? part : Buffer.concat([...rest, part]));
      rest = [];
      restBytes = 0;
      start = end + 1;
      yield line;
    }
    if (start === bytes.length) return;
    rest.push(Buffer.from(bytes.subarray(start)));
    restBytes += bytes.length - start;
  }
  for await (const chunk of chunks) {
    yield split(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    if (restBytes > maxLineBytes) {
      throw new ConfigurationError(`Line ${number + 1} of ${name} has more than ${maxLineBytes} bytes.`);
    }
  }
  if (rest.length > 0) yield [toLine(Buffer.concat(rest))];
}

function decode(bytes: Uint8Array, isFirst: boolean): string {
  const hasMark = isFirst && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const isWindows = bytes[bytes.length - 1] === 13;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return text.toString('utf8', hasMark ? 3 : 0, isWindows ? bytes.length - 1 : bytes.length);
}
