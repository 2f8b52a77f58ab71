import type { Connection, OutgoingRequest } from './connection.ts';
import { toJSON } from './json.ts';
import { readJSONLines } from './json-lines.ts';
import type { Origin } from './origin.ts';
import { readJSONObject } from './read-json.ts';
import type { WireObject } from './wire-value.ts';

/** Requests of one service with JSON as bodies, for APIs that are not hot. All methods throw a ProviderError. */
export interface JSONRequests {
  readonly baseURL: string;
  /** Returns the details of a request that errors need. */
  origin(signal: AbortSignal | undefined): Origin;
  /** Returns the object at a path below the base URL. */
  get(path: string, signal: AbortSignal | undefined): Promise<WireObject>;
  /** Posts an object and returns the response. */
  post(path: string, body: WireObject, signal: AbortSignal | undefined): Promise<WireObject>;
  /** Yields the objects of a file that has one JSON object per line. */
  lines(path: string, signal: AbortSignal | undefined): AsyncGenerator<WireObject>;
  /** Sends any request and returns the object of its response. */
  send(request: OutgoingRequest, signal: AbortSignal | undefined): Promise<WireObject>;
}

/**
 * Returns the JSON requests of a connection.
 *
 * @example
 * const { post } = jsonRequests(connection);
 * const batch = await post('batches', { input_file_id: file }, signal);
 */
export function jsonRequests(connection: Pick<Connection, 'baseURL' | 'origin' | 'checkKey' | 'send'>): JSONRequests {
  const { baseURL, origin } = connection;
  const exchange = async (request: OutgoingRequest, signal: AbortSignal | undefined): Promise<Response> => {
    connection.checkKey();
    return connection.send(request, signal);
  };
  const send: JSONRequests['send'] = async (request, signal) =>
    readJSONObject(await exchange(request, signal), origin(signal));
  return {
    baseURL,
    origin,
    send,
    get: (url, signal) => send({ url, method: 'GET' }, signal),
    post: (url, body, signal) =>
      send({ url, headers: { 'content-type': 'application/json' }, body: toJSON(body) }, signal),
    async *lines(url, signal) {
      yield* readJSONLines(await exchange({ url, method: 'GET' }, signal), origin(signal));
    },
  };
}
