import type { IncomingMessage } from 'node:http';
import { type Connections, createConnections } from './connections.ts';
import { httpError } from './errors.ts';
import { exchange } from './exchange.ts';
import { describe, type Outgoing, toOutgoing } from './outgoing.ts';
import type { Environment } from './proxy.ts';
import { toResponse } from './response.ts';

/** What can be chosen when a fetch is made. */
export interface FetchOptions {
  /** Seconds until a new connection must stand: name look-up, proxy and TLS included. Default 10. */
  readonly connectTimeout?: number;
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY (or lower case) are looked up. Default `process.env`. */
  readonly environment?: Environment;
}

/** A `fetch` with connections of its own. */
export interface HttpFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Closes idle connections now. Never needed for the process to exit; the fetch can be used again. */
  close(): void;
}

/**
 * A `fetch` for calling APIs with a key, over Node's own http client at a third of the CPU of the global one.
 * Connections are kept alive; redirects are never followed, since the key would go along.
 * Where there is no such client, it calls the global fetch.
 *
 * @throws RangeError when `connectTimeout` is not a positive number
 */
export function createFetch({ connectTimeout = 10, environment }: FetchOptions = {}): HttpFetch {
  if (!(connectTimeout > 0)) throw new RangeError(`connectTimeout is ${connectTimeout}; it must be above 0 seconds`);
  let connections: Connections | undefined;

  async function thinFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (!connections && !hasNodeHttp()) return fetch(input, init);
    connections ??= createConnections(environment ?? process.env, connectTimeout);
    const outgoing = await toOutgoing(input, init);
    outgoing.signal?.throwIfAborted();
    const message = await exchange(outgoing, connections.to(outgoing.url), connectTimeout);
    if (outgoing.signal?.aborted) message.destroy();
    outgoing.signal?.throwIfAborted();
    refuseRedirect(message, outgoing);
    return toResponse(message, outgoing);
  }

  return Object.assign(thinFetch, { close: () => connections?.closeIdle() });
}

function hasNodeHttp(): boolean {
  return typeof process !== 'undefined' && process.getBuiltinModule?.('node:http') !== undefined;
}

function refuseRedirect(message: IncomingMessage, outgoing: Outgoing): void {
  const { statusCode = 0, headers } = message;
  if (![301, 302, 303, 307, 308].includes(statusCode) || !headers.location || outgoing.redirect === 'manual') return;
  message.destroy();
  const target = URL.parse(headers.location, outgoing.url.href);
  // Without its query, which may be a key.
  const where = target ? target.origin + target.pathname : 'no valid address';
  throw httpError(
    'ERR_REDIRECT',
    `${describe(outgoing)}: status ${statusCode} redirects to ${where}; not followed, as the key would go along. ` +
      'If that is the right address, make it the base URL',
  );
}
