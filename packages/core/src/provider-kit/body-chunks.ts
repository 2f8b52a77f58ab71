/**
 * Returns the chunks of the body of a response, or `undefined` if it has none. A response that can be iterated itself,
 * such as those of `@rephysco/http`, needs no web stream. Creating one takes a tenth of the CPU of a plain request.
 */
export function chunksOf(response: Response): AsyncIterable<Uint8Array> | undefined {
  if (Symbol.asyncIterator in response) return response as unknown as AsyncIterable<Uint8Array>;
  return (response.body as AsyncIterable<Uint8Array> | null) ?? undefined;
}
