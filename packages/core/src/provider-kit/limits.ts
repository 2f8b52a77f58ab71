import { collectBytes, type ReadOptions } from './collect-bytes.ts';

/**
 * Default of the option `maxAnswerBytes`. It exceeds every answer with images, and fits into the memory of a small
 * machine.
 */
export const defaultAnswerBytes: number = 64 * 1024 * 1024;

/** Default of the option `maxToolCalls`. */
export const defaultToolCalls = 128;

/** Maximum size of the body of an error in bytes. The rest of a larger one is not read. */
export const maxErrorBytes: number = 1024 * 1024;

/**
 * Returns the chunks of the body of a response, or `undefined` if it has none. A response that can be iterated itself,
 * such as those of `@rephysco/http`, needs no web stream. Creating one takes a tenth of the CPU of a plain request.
 */
export function chunksOf(response: Response): AsyncIterable<Uint8Array> | undefined {
  if (Symbol.asyncIterator in response) return response as unknown as AsyncIterable<Uint8Array>;
  return (response.body as AsyncIterable<Uint8Array> | null) ?? undefined;
}

const decoder = new TextDecoder();

/**
 * Reads the body of a response as text, up to a limit, without a byte order mark. Stops reading at the limit.
 *
 * @throws SizeLimitError for a larger body; the error of a body that fails
 */
export async function readLimited(response: Response, options: ReadOptions): Promise<string> {
  const body = chunksOf(response);
  // Mock responses in tests may have a text and no body.
  if (!body) return response.text();
  const { bytes, free } = await collectBytes(body, options);
  const text = decoder.decode(bytes);
  free();
  return text;
}
