import { type Connections, shareConnections } from './connections.ts';
import { httpError } from './errors.ts';
import { exchange } from './exchange.ts';
import { describe, toOutgoing } from './outgoing.ts';
import type { Environment } from './proxy.ts';
import { toResponse } from './response.ts';

/** What can be chosen when a fetch is made. */
export interface FetchOptions {
  /** Seconds until a new connection must stand: name look-up, proxy and TLS included. Default 10. */
  readonly connectTimeout?: number;
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY (or lower case) are looked up. Default `process.env`. */
  readonly environment?: Environment;
}

/** A `fetch` with a share of the process's kept-alive connections. */
export interface HttpFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * Releases this fetch's share: idle connections that no other fetch shares close now. Never needed for the process to
   * exit; the fetch can be used again.
   */
  close(): void;
}

interface Share {
  /** Taken at the first request. */
  connections?: Connections | undefined;
  readonly release: () => void;
}

/** Apart from the fetch, so that nothing in it keeps the fetch from being collected. */
function createShare(): Share {
  const share: Share = {
    release() {
      share.connections?.release();
      share.connections = undefined;
    },
  };
  return share;
}

/** Releases the share of a fetch that was collected without `close()`. */
const forgotten = new FinalizationRegistry<Share>((share) => share.release());

/**
 * A `fetch` for calling APIs with a key, over Node's own http client at a third of the CPU of the global one.
 * Connections are kept alive and shared by all fetches of the process that use the same proxy; redirects are never
 * followed, since the key would go along. Where there is no such client, it calls the global fetch.
 *
 * @throws RangeError when `connectTimeout` is not a positive number
 */
export function createFetch({ connectTimeout = 10, environment }: FetchOptions = {}): HttpFetch {
  if (!(connectTimeout > 0)) throw new RangeError(`connectTimeout is ${connectTimeout}; it must be above 0 seconds`);
  const share: Share = createShare();

  async function thinFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (!share.connections && !hasNodeHttp()) return refusingRedirects(fetch)(input, init);
    share.connections ??= shareConnections(environment ?? process.env, connectTimeout);
    const { connections } = share;
    const outgoing = await toOutgoing(input, init);
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
 * The given `fetch`, for calling APIs with a key: it does not follow redirects, since key and prompt would go along to
 * any host that the server names.
 *
 * @throws HttpError `ERR_REDIRECT` for a response that redirects
 */
export function refusingRedirects(given: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await given(input, { ...init, redirect: 'manual' });
    const location = response.headers?.get('location') ?? undefined;
    // Browsers hide where a redirect leads, and its status.
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
  // Without its query, which may be a key.
  const where = target ? target.origin + target.pathname : 'no valid address';
  return httpError(
    'ERR_REDIRECT',
    `${what}: status ${status} redirects to ${where}; not followed, as the key would go along. ` +
      'If that is the right address, make it the base URL',
  );
}
