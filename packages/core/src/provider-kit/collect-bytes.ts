/** Error of a body that exceeds a size limit. */
export class SizeLimitError extends Error {
  override readonly name = 'SizeLimitError';
}

/** Options of `collectBytes`. */
export interface ReadOptions {
  /** Maximum number of bytes, counted after decompression. */
  readonly maxBytes: number;
  /** `true` to return the beginning of a body that is too large. @default false */
  readonly cut?: boolean | undefined;
}

/** Bytes of a body. */
export interface Bytes {
  readonly bytes: Buffer;
  /** Returns the memory of the bytes at once. Garbage collection may leave it in use for a long time. */
  free(): void;
}

/**
 * Reads the bytes of a body. Copies chunks into one buffer, because a chunk of one byte takes a hundred bytes of memory.
 * Stops reading at the limit.
 *
 * @throws SizeLimitError for a larger body; the error of a body that fails
 */
export async function collectBytes(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, cut = false }: ReadOptions,
): Promise<Bytes> {
  let first: Uint8Array | undefined;
  let buffer: ArrayBuffer | undefined;
  let size = 0;
  for await (const chunk of body) {
    const end = size + chunk.byteLength;
    if (end > maxBytes && !cut) {
      buffer?.transfer(0);
      throw new SizeLimitError(`it is larger than ${maxBytes} bytes`);
    }
    if (first) {
      buffer = appendBytes(buffer ?? appendBytes(new ArrayBuffer(0), 0, first), size, chunk, maxBytes);
    } else {
      first = chunk;
    }
    size = end;
    if (size >= maxBytes && cut) break;
  }
  const length = Math.min(size, maxBytes);
  if (buffer) return { bytes: Buffer.from(buffer, 0, length), free: () => void buffer.transfer(0) };
  const bytes = first ? Buffer.from(first.buffer, first.byteOffset, length) : Buffer.alloc(0);
  return { bytes, free: () => {} };
}

/**
 * Returns a buffer with a chunk after the first `size` bytes of another buffer. If that has no room, moves its bytes to
 * a larger buffer and returns its memory at once.
 *
 * @param maxBytes largest expected number of bytes, up to 64 MiB
 */
export function appendBytes(
  buffer: ArrayBuffer,
  size: number,
  chunk: Uint8Array,
  maxBytes: number = largest,
): ArrayBuffer {
  const end = size + chunk.byteLength;
  const roomy = end > buffer.byteLength ? buffer.transfer(roomFor(end, maxBytes)) : buffer;
  new Uint8Array(roomy, size).set(chunk);
  return roomy;
}

/** Number of bytes from which the buffer gets its final size. The system provides its memory when bytes are written. */
const large = 1024 * 1024;

/** Largest buffer that is created at once. */
const largest = 64 * 1024 * 1024;

function roomFor(end: number, maxBytes: number): number {
  return Math.max(end, end < large ? 2 * end : Math.min(maxBytes, largest), end > largest ? 2 * end : 0);
}
