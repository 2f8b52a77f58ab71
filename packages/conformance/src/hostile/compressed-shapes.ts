import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { eventStream, json } from './endless.ts';
import type { Shape } from './shape.ts';

const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const zeros = (character: number): Buffer => Buffer.alloc(300 * 1024 * 1024, character);

/** Returns a bomb: a short body that expands to 300 MiB. It is made at the first request. */
function bomb(name: string, encoding: string, make: () => Buffer, status = 200, headers = json): Shape {
  let bytes: Buffer | undefined;
  return {
    name,
    send(response) {
      bytes ??= make();
      response.writeHead(status, { ...headers, 'content-encoding': encoding }).end(bytes);
    },
  };
}

/** Bodies that grow when they are decompressed. */
export const compressedShapes: readonly Shape[] = [
  bomb('a gzip bomb', 'gzip', () => gzipSync(zeros(97), { level: 1 })),
  bomb('a brotli bomb', 'br', () => brotliCompressSync(zeros(97), quick)),
  bomb('a deflate bomb', 'deflate', () => deflateSync(zeros(97), { level: 1 })),
  bomb('a bomb of white space', 'br', () => brotliCompressSync(zeros(32), quick)),
  bomb('a bomb of line feeds in events', 'br', () => brotliCompressSync(zeros(10), quick), 200, eventStream),
  bomb('a bomb in an error', 'br', () => brotliCompressSync(zeros(97), quick), 503),
  bomb('a bomb in a bomb', 'gzip, br', () => brotliCompressSync(gzipSync(zeros(97), { level: 9 }), quick)),
  bomb('thousands of encodings', Array.from({ length: 2500 }, () => 'gzip').join(','), () => gzipSync('{}')),
];
