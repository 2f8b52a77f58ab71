import {
  type Connection as BaseConnection,
  createConnection,
  type OutgoingRequest,
  type ProviderOptions,
  type ServiceFacts,
  toJSON,
  toTransport,
  type WireObject,
} from '@rephysco/core/provider';
import { createFetch, refusingRedirects } from '@rephysco/http';
import { type HotMethodName, hotMethods } from './hot-methods.ts';

/** Connection to one service. Sends requests as the SDK builds them. Every failure becomes a typed error. */
export interface Connection extends Omit<BaseConnection, 'send'> {
  /**
   * Sends the request of a method of the SDK, which determines path and headers.
   *
   * @throws ProviderError for every status except 2xx and every transport failure; the reason of an aborted signal
   */
  send(method: HotMethodName, body: WireObject, signal: AbortSignal | undefined): Promise<Response>;
  /** Sends a GET request to a path below the base URL. */
  read(path: string, signal: AbortSignal | undefined): Promise<Response>;
  /** Sends a request to any path below the base URL. Throws like `send`. */
  request(request: OutgoingRequest, signal: AbortSignal | undefined): Promise<Response>;
}

/** Connects to a service. The API key is read at the first request. */
export function connect(service: ServiceFacts, options: ProviderOptions): Connection {
  const transport = toTransport(options, { createFetch, refusingRedirects });
  const connection = createConnection(service, options, transport, (key) => ({ authorization: `Bearer ${key}` }));
  const { baseURL, send: request } = connection;
  return {
    ...connection,
    async send(method, body, signal) {
      signal?.throwIfAborted();
      connection.checkKey();
      const { path, ...outgoing } = hotMethods[method];
      return request({ ...outgoing, url: baseURL + path, body: toJSON(body) }, signal);
    },
    read: (path, signal) => request({ url: path, method: 'GET' }, signal),
    request,
  };
}
