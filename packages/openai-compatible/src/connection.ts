import type { PartialAnswer, ProviderOptions } from '@rephysco/core';
import { createFetch, readEventBatches, type ServerSentEvent } from '@rephysco/http';
import type { Dialect, WireObject } from './dialect.ts';
import { resolveBaseURL, resolveHeaders, resolveKey } from './environment.ts';
import { isWebPage } from './error-body.ts';
import { fromErrorObject, fromThrown, noAnswer, type Origin, toProviderError } from './errors.ts';
import { createBuilder, type RequestBuilder } from './sdk.ts';
import { asObject } from './wire-value.ts';

/** A way to one service: sends what the SDK builds, and turns every failure into a typed error. */
export interface Connection {
  readonly baseURL: string;
  /** Who is asked, and under which signal, for errors. */
  origin(signal: AbortSignal | undefined): Origin;
  /**
   * Sends a request.
   *
   * @param call the SDK's method that builds it
   * @throws ProviderError for any status but 2xx and for every failure on the way; the signal's reason when it aborts
   */
  send(call: Call, signal: AbortSignal | undefined): Promise<Response>;
  close(): Promise<void>;
}

/** A method of the SDK, called to build a request. */
export type Call = Parameters<RequestBuilder['build']>[0];

const nothing: PartialAnswer = { text: '', content: [] };

/** Connects to a service; the key is looked up at the first request. */
export function connect(dialect: Dialect, options: ProviderOptions): Connection {
  const baseURL = resolveBaseURL(dialect, options);
  const own =
    options.fetch === undefined
      ? createFetch(options.connectTimeout === undefined ? {} : { connectTimeout: options.connectTimeout })
      : undefined;
  const carry = options.fetch ?? (own as typeof fetch);
  let apiKey: string | undefined;
  let builder: RequestBuilder | undefined;
  const origin = (signal: AbortSignal | undefined): Origin => ({ dialect, baseURL, apiKey, signal });
  const prepare = (): RequestBuilder => {
    apiKey = resolveKey(dialect, options);
    return createBuilder({ apiKey, baseURL, headers: { ...resolveHeaders(dialect), ...options.headers } });
  };
  return {
    baseURL,
    origin,
    async send(call, signal) {
      signal?.throwIfAborted();
      builder ??= prepare();
      const { url, init } = await builder.build(call);
      const response = await attempt(carry(url, { ...init, signal: signal ?? null }), origin(signal));
      if (!response.ok) throw await toProviderError(response, origin(signal));
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
  const body = asObject(value);
  if (!body) throw noAnswer(`the service answered ${response.status} with something that is no answer`, origin);
  if (body.error) throw fromErrorObject(body, origin);
  return body;
}

/**
 * The events of a streamed answer; `undefined` where a stream was asked for and something else came: a whole answer,
 * an error object, a proxy's page.
 *
 * @throws ProviderError when there is no body
 */
export function readStream(response: Response, origin: Origin): AsyncIterable<readonly ServerSentEvent[]> | undefined {
  const { body, headers } = response;
  if (/^(?:application\/json|text\/html)\b/i.test(headers.get('content-type') ?? '')) return undefined;
  if (!body) throw noAnswer('the stream has no body', origin);
  return readEventBatches(body);
}
