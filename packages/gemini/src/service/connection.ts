import type { PartialAnswer, ProviderOptions } from '@rephysco/core';
import { keyDigest } from '@rephysco/core/provider';
import { asList, asObject, createFetch, isWebPage, readEventBatches, type WireObject } from '@rephysco/http';
import { untilLull } from './end-on-silence.ts';
import { lookUpKey, resolveBaseURL, resolveKey } from './environment.ts';
import { fromErrorObject, fromThrown, noAnswer, type Origin, toProviderError } from './errors.ts';
import { readJSONObjects } from './json-object-stream.ts';
import type { BuiltRequest } from './sdk.ts';

/** A way to the service: sends what the SDK built, and turns every failure into a typed error. */
export interface Connection {
  readonly baseURL: string;
  /** The digest of the key that is in use, or would be. */
  account(): string | undefined;
  /**
   * Who is asked, and under which signal, for errors.
   *
   * @throws AuthenticationError when there is no key; it is looked up at the first request
   */
  origin(signal: AbortSignal | undefined): Origin;
  /**
   * Sends a request.
   *
   * @throws ProviderError for any status but 2xx and for every failure on the way; the signal's reason when it aborts
   */
  send(request: BuiltRequest, origin: Origin): Promise<Response>;
  close(): Promise<void>;
}

const nothing: PartialAnswer = { text: '', content: [] };

/** Connects to the service. The key travels in a header, never in a URL. */
export function connect(options: ProviderOptions): Connection {
  const baseURL = resolveBaseURL(options);
  const { connectTimeout } = options;
  const own = options.fetch ? undefined : createFetch(connectTimeout === undefined ? {} : { connectTimeout });
  const carry = options.fetch ?? (own as typeof fetch);
  let apiKey: string | undefined;
  let digest: string | undefined;
  return {
    baseURL,
    account() {
      if (apiKey === undefined) return keyDigest(lookUpKey(options));
      digest ??= keyDigest(apiKey);
      return digest;
    },
    origin(signal) {
      apiKey ??= resolveKey(options);
      return { baseURL, apiKey, signal };
    },
    async send({ path, body }, origin) {
      const { signal = null } = origin;
      signal?.throwIfAborted();
      const headers = { 'content-type': 'application/json', 'x-goog-api-key': origin.apiKey, ...options.headers };
      const init = { method: 'POST', headers, body: JSON.stringify(body), signal };
      const response = await attempt(carry(`${baseURL}/${path}`, init), origin);
      if (!response.ok) throw await toProviderError(response, origin);
      return response;
    },
    close: async () => own?.close(),
  };
}

/** The outcome of something on the wire, its failure typed. */
async function attempt<Value>(promise: Promise<Value>, origin: Origin): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw fromThrown(error, origin);
  }
}

/**
 * The body of a response as a JSON object.
 *
 * @throws ProviderError for a web page, an empty body, anything else that is no object, or an error object
 */
export async function readObject(response: Response, origin: Origin): Promise<WireObject> {
  const text = await attempt(response.text(), { ...origin, partial: nothing });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const what = text.trim() === '' ? 'an empty body' : isWebPage(text) ? 'a web page' : 'something that is no JSON';
    throw noAnswer(`the service answered ${response.status} with ${what}`, origin, cause);
  }
  const body = asObject(asList(value)[0] ?? value);
  if (!body) throw noAnswer(`the service answered ${response.status} with something that is no answer`, origin);
  if (body.error) throw fromErrorObject(body, origin);
  return body;
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
  if (!body) throw noAnswer('the stream has no body', origin);
  if (/^application\/json\b/i.test(type)) return readJSONObjects(untilLull(body, mayBeOver));
  if (!/^text\/html\b/i.test(type)) return readEventData(untilLull(body, mayBeOver));
  body.cancel().catch(() => {});
  throw noAnswer(`the service answered ${status} with a web page`, origin);
}

async function* readEventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  for await (const batch of readEventBatches(body)) yield batch.map(({ data }) => data);
}
