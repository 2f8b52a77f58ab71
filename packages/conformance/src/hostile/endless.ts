import type { ServerResponse } from 'node:http';

export const eventStream = { 'content-type': 'text/event-stream' };
export const json = { 'content-type': 'application/json' };

/**
 * Writes pieces at the speed of the reader. Ends at an empty piece, which a protocol has for a part that it lacks.
 *
 * @param count number of pieces. Default: no end
 */
export function endless(
  response: ServerResponse,
  piece: (place: number) => string | Buffer,
  count: number = Infinity,
): void {
  let place = 0;
  const more = (): void => {
    while (!response.destroyed && place < count) {
      const bytes = piece(place);
      place = bytes.length > 0 ? place + 1 : count;
      if (bytes.length > 0 && !response.write(bytes)) break;
    }
    if (place >= count) response.end();
    else if (!response.destroyed) response.once('drain', more);
  };
  more();
}

/** Returns a function that returns the same text for each call, so that the service is not the slowest part. */
export function same(text: string): () => Buffer {
  const bytes = Buffer.from(text);
  return () => bytes;
}
