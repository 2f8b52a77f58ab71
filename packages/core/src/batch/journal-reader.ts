import { fs } from '../util/node-fs.ts';

/** Bytes that are read at once when outcomes are read in order. */
const readAhead = 1 << 18;

/** Returns a function that reads text at an offset. It reads ahead, because records are mostly read in order. */
export function createReader(file: number): (offset: number, length: number) => string {
  let buffer = Buffer.allocUnsafe(readAhead);
  let size = 0;
  let from = 0;
  return (offset, length) => {
    if (offset < from || offset + length > from + size) {
      if (length > buffer.length) buffer = Buffer.allocUnsafe(length);
      from = offset;
      size = fs.readSync(file, buffer, 0, buffer.length, offset);
    }
    return buffer.toString('utf8', offset - from, Math.min(size, offset - from + length));
  };
}
