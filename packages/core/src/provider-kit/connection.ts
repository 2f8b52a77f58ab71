import type { ProviderOptions } from '../contract/provider.ts';
import { abortable } from '../util/abort.ts';
import { type Credentials, createCredentials, toHeaders } from './credentials.ts';
import { resolveBaseURL, type ServiceAddress } from './environment.ts';
import { attempt, toProviderError } from './errors.ts';
import type { ErrorRules, Origin } from './origin.ts';
import { plainWarning } from './plain-warning.ts';
import { userAgent } from './user-agent.ts';

/** The facts of a service that a connection depends on. */
export interface ServiceFacts extends ServiceAddress, ErrorRules {
  readonly name: string;
  /** Headers of all requests, with names in lower case. Requests and clients can replace them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Names of headers whose overrides are added to the value of the client, separated by commas. */
  readonly listHeaders?: readonly string[] | undefined;
}

/** Access to the network. */
export interface Transport {
  readonly fetch: typeof fetch;
  /** Closes idle connections. */
  close?(): void | Promise<void>;
}

/** A request without credentials. */
export interface OutgoingRequest {
  /** Full URL, or a path below the base URL. */
  readonly url: string;
  /** @default 'POST' */
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Headers that replace those of the client. Names are in lower case. */
  readonly overrides?: Readonly<Record<string, string>> | undefined;
  /** Text of the body, for example from `toJSON`. */
  readonly body?: string | undefined;
}

/** Connection to one service. It adds credentials, sends requests, and converts failures to typed errors. */
export interface Connection {
  readonly baseURL: string;
  /** Fixed headers of the service and the client. Excludes the API key and headers that a function returns. */
  readonly headers: Readonly<Record<string, string>>;
  /** Digest of the headers and the account, for `Provider.headersDigest`. */
  readonly headersDigest: string | undefined;
  /** Returns warnings about the base URL, each only once, for `Provider.takeWarnings`. */
  takeWarnings(): readonly string[];
  /** Returns the digest of the account in use, for `Provider.account`. */
  account(): string | undefined;
  /**
   * Checks the key, unless `apiKey` is a function. `send` does so too; call this before other work.
   *
   * @throws AuthenticationError for a key that is missing or is not a key
   */
  checkKey(): void;
  /** Returns the details of a request that errors need. */
  origin(signal: AbortSignal | undefined): Origin;
  /**
   * Sends a request. After status 401, calls the functions `apiKey` and `headers` again and repeats the request once.
   *
   * @throws ProviderError for a status that is not 2xx, and for network failures; the reason of an aborted signal
   */
  send(request: OutgoingRequest, signal: AbortSignal | undefined): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Creates a connection to a service. The key is looked up at the first request.
 *
 * @param authorize returns the headers that contain a key
 * @throws ConfigurationError for an invalid base URL, region or header
 */
export function createConnection(
  service: ServiceFacts,
  options: ProviderOptions,
  transport: Transport,
  authorize: (key: string) => Readonly<Record<string, string>>,
): Connection {
  const baseURL = resolveBaseURL(service, options);
  const source = createCredentials(service, options);
  const secrets: string[] = [];
  let latest: Credentials | undefined;
  /** Headers of the latest credentials. */
  let ownHeaders: Readonly<Record<string, string>> = {};
  const origin = (signal: AbortSignal | undefined): Origin => ({ service, baseURL, secrets, signal });

  async function exchange(request: OutgoingRequest, signal: AbortSignal | undefined): Promise<Response> {
    const resolved = source.resolve();
    const credentials = resolved instanceof Promise ? await abortable(resolved, signal) : resolved;
    const { key, headers } = credentials;
    if (credentials !== latest) {
      remember(secrets, credentials);
      ownHeaders = { ...(key !== undefined && authorize(key)), ...headers };
      latest = credentials;
    }
    const { url, method = 'POST', body } = request;
    const init: RequestInit = {
      method,
      headers: {
        'user-agent': userAgent,
        ...service.headers,
        ...request.headers,
        ...ownHeaders,
        ...withLists(request.overrides, headers, service.listHeaders),
      },
      ...(body !== undefined && { body }),
      signal: signal ?? null,
    };
    const address = /^https?:/.test(url) ? url : `${baseURL}/${url}`;
    return attempt(transport.fetch(address, init), origin(signal));
  }

  return {
    baseURL,
    headers: { ...service.headers, ...(typeof options.headers === 'function' ? {} : toHeaders(options.headers)) },
    headersDigest: source.headersDigest,
    takeWarnings: plainWarning(service.name, baseURL),
    account: () => source.account(),
    checkKey: () => source.check(),
    origin,
    async send(request, signal) {
      signal?.throwIfAborted();
      let response = await exchange(request, signal);
      if (response.status === 401 && source.renewable) {
        await response.body?.cancel().catch(() => {});
        response = await exchange(request, signal);
      }
      if (!response.ok) throw await toProviderError(response, origin(signal));
      return response;
    },
    close: async () => transport.close?.(),
  };
}

/** Returns the overrides. A header with a list of values contains the values of the client first, each value once. */
function withLists(
  overrides: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>>,
  lists: readonly string[] = [],
): Readonly<Record<string, string>> {
  if (lists.length === 0) return overrides;
  const joined = lists.flatMap((name) => {
    const value = overrides[name];
    if (value === undefined) return [];
    const values = [headers[name], value].flatMap((each) => each?.split(/\s*,\s*/) ?? []);
    return [[name, [...new Set(values)].join(',')]];
  });
  return { ...overrides, ...Object.fromEntries(joined) };
}

/** Keeps the secrets of the latest credentials, for `redact`. */
function remember(secrets: string[], { key, headers }: Credentials): void {
  const { authorization, 'api-key': azure, 'x-api-key': other, 'x-goog-api-key': google } = headers;
  const found = [key, authorization?.replace(/^bearer\s+/i, ''), azure, other, google];
  for (const secret of found) {
    if (secret !== undefined && !secrets.includes(secret)) secrets.unshift(secret);
  }
  secrets.splice(8);
}
