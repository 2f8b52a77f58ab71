import { httpError } from './errors.ts';

/** Bytes as they arrive: the body of a response or any other source. */
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/**
 * Passes bytes through, up to a limit. The bytes of a response are counted after decompression, so a small response
 * that expands endlessly stops at the limit. Not a generator, because its `return` would wait for a pending read that
 * may never end.
 *
 * @param maxBytes maximum number of bytes
 * @throws HttpError `ERR_BODY_TOO_LARGE` instead of the chunk that exceeds the limit; the source is then closed
 */
export function limitBytes(body: ByteStream, maxBytes: number): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const source: AsyncIterator<Uint8Array> = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
      let total = 0;
      const check = (result: IteratorResult<Uint8Array>): IteratorResult<Uint8Array> => {
        if (result.done) return result;
        total += result.value.byteLength;
        if (total <= maxBytes) return result;
        source.return?.().catch(() => {});
        throw httpError('ERR_BODY_TOO_LARGE', `The decompressed response is larger than ${maxBytes} bytes`);
      };
      return {
        next: () => source.next().then(check),
        async return() {
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
