import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';

/**
 * The content of a message with its compressions undone, as it comes: gzip, deflate, br and, where Node has it, zstd.
 * A message in a coding we do not know is passed on as it is, as browsers do.
 */
export function decompress(message: IncomingMessage): Readable {
  const header = message.headers['content-encoding'];
  if (header === undefined) return message;
  const codings = header.toLowerCase().split(',');
  const decoders = codings.map((coding) => coding.trim()).filter((coding) => coding !== 'identity');
  let source: Readable = message;
  for (const coding of decoders.reverse()) {
    const decoder = createDecoder(coding);
    if (!decoder) return message;
    source = process.getBuiltinModule('node:stream').pipeline(source, decoder, () => {});
  }
  return source;
}

function createDecoder(coding: string): Transform | undefined {
  const zlib = process.getBuiltinModule('node:zlib');
  if (coding === 'gzip' || coding === 'x-gzip') return zlib.createGunzip();
  if (coding === 'deflate') return zlib.createInflate();
  if (coding === 'br') return zlib.createBrotliDecompress();
  if (coding === 'zstd') return zlib.createZstdDecompress?.();
  return undefined;
}
