import type { ProviderOptions } from '@rephysco/core';
import {
  type Connection,
  createConnection,
  defaultAnswerBytes,
  invalidAnswer,
  type Origin,
} from '@rephysco/core/provider';
import { createFetch, limitBytes, readEventBatches, refusingRedirects } from '@rephysco/http';
import { untilLull } from './end-on-silence.ts';
import { service } from './environment.ts';
import { readJSONObjects } from './json-object-stream.ts';

/** Connects to the service. The key travels in a header, never in a URL. */
export function connect(options: ProviderOptions): Connection {
  const { connectTimeout } = options;
  const own = options.fetch ? undefined : createFetch(connectTimeout === undefined ? {} : { connectTimeout });
  const given = options.fetch && refusingRedirects(options.fetch);
  const transport = { fetch: given ?? (own as typeof fetch), close: () => own?.close() };
  return createConnection(service, options, transport, (key) => ({ 'x-goog-api-key': key }));
}

/**
 * The JSON texts of a streamed answer, those of one read together. Without `alt=sse`, which gateways lose, the service
 * frames them as a JSON array.
 *
 * @param mayBeOver whether a silence now is the end
 * @throws ProviderError for a web page, or when there is no body
 */
export function readChunks(
  response: Response,
  origin: Origin,
  mayBeOver: () => boolean,
): AsyncIterable<readonly string[]> {
  const { body, headers, status } = response;
  const type = headers.get('content-type') ?? '';
  if (!body) throw invalidAnswer('the stream has no body', origin);
  const limited = limitBytes(body, origin.maxAnswerBytes ?? defaultAnswerBytes);
  if (/^application\/json\b/i.test(type)) return readJSONObjects(untilLull(limited, mayBeOver));
  if (!/^text\/html\b/i.test(type)) return readEventData(untilLull(limited, mayBeOver));
  body.cancel().catch(() => {});
  throw invalidAnswer(`the service answered ${status} with a web page`, origin);
}

async function* readEventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  for await (const batch of readEventBatches(body)) yield batch.map(({ data }) => data);
}
