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

/** Options of `readText`. */
export interface ReadTextOptions {
  /** Largest number of bytes, counted after decompression. */
  readonly maxBytes: number;
  /** Whether to return the first `maxBytes` of a larger body instead of throwing. Default `false`. */
  readonly cut?: boolean;
}

/**
 * Reads the body of a response as text, up to a limit. A byte order mark is left out.
 *
 * @throws HttpError `ERR_BODY_TOO_LARGE`; whatever the body throws
 */
export async function readText(response: Response, { maxBytes, cut = false }: ReadTextOptions): Promise<string> {
  const { body } = response;
  // Stand-ins for responses, as tests use them, may have a text and no body.
  if (!body) return response.text();
  // Decoded as it comes, so that bytes and text are not held both.
  const decoder = new TextDecoder();
  let text = '';
  let room = maxBytes;
  for await (const chunk of cut ? body : limitBytes(body, maxBytes)) {
    text += decoder.decode(chunk.subarray(0, room), { stream: true });
    room -= Math.min(room, chunk.byteLength);
    if (cut && room === 0) break;
  }
  return text + decoder.decode();
}
