import { httpError } from './errors.ts';

/** Bytes as they arrive: the body of a response, or any other source. */
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/**
 * Hands on bytes as they come, up to a limit. The bytes of a response are counted after decompression, so a small
 * response that expands without end is given up at the limit.
 *
 * @param maxBytes largest number of bytes
 * @throws HttpError `ERR_BODY_TOO_LARGE` for the chunk that goes over the limit; leaving closes the source
 */
export async function* limitBytes(body: ByteStream, maxBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  let total = 0;
  for await (const chunk of body) {
    total += chunk.byteLength;
    if (total > maxBytes) {
      throw httpError('ERR_BODY_TOO_LARGE', `The response is larger than ${maxBytes} bytes, decompressed`);
    }
    yield chunk;
  }
}
