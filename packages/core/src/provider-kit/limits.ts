/**
 * Default of the option `maxAnswerBytes`. It exceeds every answer with images, and fits into the memory of a small
 * machine.
 */
export const defaultAnswerBytes: number = 64 * 1024 * 1024;

/** Default of the option `maxToolCalls`. */
export const defaultToolCalls = 128;

/** Maximum size of the body of an error in bytes. The rest of a larger one is not read. */
export const maxErrorBytes: number = 1024 * 1024;

/** Error of `readLimited`. */
export class SizeLimitError extends Error {
  override readonly name = 'SizeLimitError';
}

/** Options of `readLimited`. */
export interface ReadOptions {
  /** Maximum number of bytes, counted after decompression. */
  readonly maxBytes: number;
  /** `true` to return the beginning of a body that is too large. @default false */
  readonly cut?: boolean | undefined;
}

/**
 * Reads the body of a response as text, up to a limit, without a byte order mark. Decodes bytes as they arrive, so
 * that memory never holds both bytes and text. Stops reading at the limit.
 *
 * @throws SizeLimitError for a larger body; the error of a body that fails
 */
export async function readLimited(response: Response, { maxBytes, cut = false }: ReadOptions): Promise<string> {
  const { body } = response;
  // Mock responses in tests may have a text and no body.
  if (!body) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let room = maxBytes;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    if (chunk.byteLength > room && !cut) throw new SizeLimitError(`it is larger than ${maxBytes} bytes`);
    text += decoder.decode(chunk.subarray(0, room), { stream: true });
    room -= Math.min(room, chunk.byteLength);
    if (cut && room === 0) break;
  }
  return text + decoder.decode();
}
