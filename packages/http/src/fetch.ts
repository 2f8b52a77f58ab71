import { type Connections, shareConnections } from './connections.ts';
import { httpError } from './errors.ts';
import { exchange } from './exchange.ts';
import { describe, toOutgoing } from './outgoing.ts';
import type { Environment } from './proxy-variables.ts';
import { toResponse } from './response.ts';

/** Options of `createFetch`. */
export interface FetchOptions {
  /** Maximum number of seconds to open a connection, including DNS, proxy and TLS. Default 10. */
  readonly connectTimeout?: number;
  /** Variables that contain HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in upper or lower case. Default `process.env`. */
  readonly environment?: Environment;
}

/** A `fetch` with a share of the process's kept-alive connections. */
export interface HttpFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * Releases this fetch's share. Closes idle connections that no other fetch shares. The process can exit without this
   * call, and the fetch can be used again.
   */
  close(): void;
}

interface Share {
  /** Created at the first request. */
  connections?: Connections | undefined;
  readonly release: () => void;
}

/**
 * Creates the share outside `createFetch`, so that its closure does not keep the fetch from being garbage collected.
 */
function createShare(): Share {
  const share: Share = {
    release() {
      share.connections?.release();
      share.connections = undefined;
    },
  };
  return share;
}

/** Releases the share of a fetch that was garbage collected without `close()`. */
const forgotten = new FinalizationRegistry<Share>((share) => share.release());

/**
 * Creates a `fetch` for APIs with a key. It uses Node's own HTTP client, with a third of the CPU of the global `fetch`,
 * and the global `fetch` on runtimes without `node:http`. Fetches of the process with the same proxy share kept-alive
 * connections. Redirects are never followed, because the key would be sent along.
 *
 * @throws RangeError if `connectTimeout` is not a positive number
 * @example
 * ```ts
 * const fetch = createFetch({ connectTimeout: 5 });
 * const response = await fetch('https://api.example.com/v1/models');
 * ```
 */
export function createFetch({ connectTimeout = 10, environment }: FetchOptions = {}): HttpFetch {
  if (!(connectTimeout > 0)) throw new RangeError(`'connectTimeout' is ${connectTimeout}; it must be above 0 seconds`);
  const share: Share = createShare();

  async function thinFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (!share.connections && !hasNodeHttp()) return refusingRedirects(fetch)(input, init);
    share.connections ??= shareConnections(environment ?? process.env, connectTimeout);
    const { connections } = share;
    const resolved = toOutgoing(input, init);
    const outgoing = resolved instanceof Promise ? await resolved : resolved;
    outgoing.signal?.throwIfAborted();
    const message = await exchange(outgoing, connections.to(outgoing.url), connectTimeout);
    if (outgoing.signal?.aborted) message.destroy();
    outgoing.signal?.throwIfAborted();
    if (outgoing.redirect !== 'manual' && isRedirect(message.statusCode, message.headers.location)) {
      message.destroy();
      throw redirected(describe(outgoing), outgoing.url.href, message.statusCode, message.headers.location);
    }
    return toResponse(message, outgoing);
  }

  const httpFetch = Object.assign(thinFetch, { close: share.release });
  forgotten.register(httpFetch, share);
  return httpFetch;
}

/**
 * Wraps a `fetch` for APIs with a key so that it does not follow redirects. A redirect would send key and prompt to any
 * host that the server names.
 *
 * @throws HttpError `ERR_REDIRECT` for a response that redirects
 */
export function refusingRedirects(given: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await given(input, { ...init, redirect: 'manual' });
    const location = response.headers?.get('location') ?? undefined;
    // Browsers hide the target and the status of a redirect.
    const isHidden = response.type === 'opaqueredirect';
    if (init?.redirect === 'manual' || !(isHidden || isRedirect(response.status, location))) return response;
    await response.body?.cancel().catch(() => {});
    const url = URL.parse(input instanceof Request ? input.url : String(input));
    const what = `${init?.method?.toUpperCase() ?? 'GET'} ${url ? url.origin + url.pathname : 'the address'}`;
    throw redirected(what, url?.href, response.status, location);
  };
}

function hasNodeHttp(): boolean {
  return typeof process !== 'undefined' && process.getBuiltinModule?.('node:http') !== undefined;
}

function isRedirect(status = 0, location?: string): boolean {
  return [301, 302, 303, 307, 308].includes(status) && location !== undefined && location !== '';
}

function redirected(what: string, from: string | undefined, status: number | undefined, location = ''): Error {
  const target = URL.parse(location, from);
  // Removes the query, which may contain a key.
  const where = target ? target.origin + target.pathname : 'no valid address';
  return httpError(
    'ERR_REDIRECT',
    `${what}: status ${status} redirects to ${where}; not followed, as the key would go along. ` +
      'If that is the right address, make it the base URL',
  );
}
