import {
  attempt,
  bodyOf,
  type Connection,
  chunksOf,
  createConnection,
  defaultAnswerBytes,
  invalidAnswer,
  isWebPage,
  type Origin,
  openStream,
  type ProviderOptions,
  toTransport,
} from '@rephysco/core/provider';
import { createFetch, limitBytes, readEventBatches, refusingRedirects } from '@rephysco/http';
import { untilLull } from './end-on-silence.ts';
import { service } from './environment.ts';
import { type JSONText, readJSONObjects } from './json-object-stream.ts';

/** Creates a connection to the service. The key is sent in a header, never in a URL. */
export function connect(options: ProviderOptions): Connection {
  const transport = toTransport(options, { createFetch, refusingRedirects });
  return createConnection(service, options, transport, (key) => ({ 'x-goog-api-key': key }));
}

/** JSON texts of an answer in batches: one batch holds all texts of one read. */
export type TextBatches = AsyncIterable<readonly JSONText[]>;

/**
 * Returns the JSON texts of a streamed answer. Gateways may drop `alt=sse`. The service then sends a JSON array. A
 * single object is a whole answer or an error.
 *
 * @param mayBeOver returns `true` if a silent stream can be treated as ended
 * @throws ProviderError for a web page or a response without a body
 */
export async function readChunks(response: Response, origin: Origin, mayBeOver: () => boolean): Promise<TextBatches> {
  const { status } = response;
  const body = chunksOf(response);
  if (!body) throw invalidAnswer('the stream has no body', origin);
  const limited = limitBytes(body, origin.maxAnswerBytes ?? defaultAnswerBytes);
  const opening = openStream(untilLull(limited, mayBeOver));
  const opened = await attempt(opening, { ...origin, partial: { text: '', content: [] } });
  if (opened.form === 'events') return readEventData(opened.body);
  return readJSONObjects(withoutPage(opened.body, status, origin));
}

/** Returns the JSON texts of an event stream that the service sent in response to a plain request. */
export const readEventText = (text: string): TextBatches => readEventData(bodyOf(text));

async function* withoutPage(
  body: AsyncIterable<Uint8Array>,
  status: number,
  origin: Origin,
): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const chunk of body) {
    if (first && isWebPage(Buffer.from(chunk.subarray(0, 200)).toString())) {
      throw invalidAnswer(`the service answered ${status} with a web page`, origin);
    }
    first = false;
    yield chunk;
  }
}

async function* readEventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  for await (const batch of readEventBatches(body)) yield batch.map(({ data }) => data);
}
