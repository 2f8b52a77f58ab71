import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';

/**
 * Returns the decompressed body as a stream. Supports gzip, deflate, br and, if Node has it, zstd.
 * A body with an unknown encoding is passed through unchanged, as in browsers.
 */
export function decompress(message: IncomingMessage): Readable {
  const header = message.headers['content-encoding'];
  if (header === undefined) return message;
  const codings = header.split(',').map((coding) => coding.trim().toLowerCase());
  const decoders = codings.filter((coding) => coding !== 'identity').map(createDecoder);
  if (!decoders.every((decoder) => decoder !== undefined)) return message;
  const { pipeline } = process.getBuiltinModule('node:stream');
  // A failure destroys all streams. The last stream, which the caller reads, reports it.
  return decoders.reduceRight<Readable>((source, decoder) => pipeline(source, decoder, () => {}), message);
}

function createDecoder(coding: string): Transform | undefined {
  const zlib = process.getBuiltinModule('node:zlib');
  if (coding === 'gzip' || coding === 'x-gzip') return zlib.createGunzip();
  if (coding === 'deflate') return zlib.createInflate();
  if (coding === 'br') return zlib.createBrotliDecompress();
  if (coding === 'zstd') return zlib.createZstdDecompress?.();
  return undefined;
}
