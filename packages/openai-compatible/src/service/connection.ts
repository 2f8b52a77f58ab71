import {
  createConnection,
  type Origin,
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
export interface Connection {
  readonly baseURL: string;
  readonly headersDigest: string | undefined;
  /** Returns warnings about the base URL, each once. */
  takeWarnings(): readonly string[];
  /** Returns a digest of the account in use. */
  account(): string | undefined;
  /** Returns the request data that errors contain. */
  origin(signal: AbortSignal | undefined): Origin;
  /**
   * Sends a request.
   *
   * @param method method of the SDK that determines path and headers
   * @throws ProviderError for every status except 2xx and every transport failure; the reason of an aborted signal
   */
  send(method: HotMethodName, body: WireObject, signal: AbortSignal | undefined): Promise<Response>;
  /** Sends a GET request to a path below the base URL. */
  read(path: string, signal: AbortSignal | undefined): Promise<Response>;
  /** Sends a request to any path below the base URL. Throws like `send`. */
  request(request: OutgoingRequest, signal: AbortSignal | undefined): Promise<Response>;
  close(): Promise<void>;
}

/** Connects to a service. The API key is read at the first request. */
export function connect(service: ServiceFacts, options: ProviderOptions): Connection {
  const transport = toTransport(options, { createFetch, refusingRedirects });
  const connection = createConnection(service, options, transport, (key) => ({ authorization: `Bearer ${key}` }));
  const { baseURL, headersDigest, takeWarnings, account, origin, close } = connection;
  return {
    baseURL,
    headersDigest,
    takeWarnings,
    account,
    origin,
    async send(method, body, signal) {
      signal?.throwIfAborted();
      connection.checkKey();
      const { path, ...request } = hotMethods[method];
      return connection.send({ ...request, url: baseURL + path, body: toJSON(body) }, signal);
    },
    read: (path, signal) => connection.send({ url: path, method: 'GET' }, signal),
    async request(request, signal) {
      connection.checkKey();
      return connection.send(request, signal);
    },
    close,
  };
}
