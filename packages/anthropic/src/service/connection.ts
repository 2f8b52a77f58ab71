import type { ProviderOptions } from '@rephysco/core';
import {
  type Connection as BaseConnection,
  createConnection,
  resolveBaseURL,
  toHeaders,
  toJSON,
  type WireObject,
} from '@rephysco/core/provider';
import { createFetch, refusingRedirects } from '@rephysco/http';
import { apiVersion, service } from './environment.ts';

/** Headers that one call sets: the version of the API and betas. */
export interface CallHeaders {
  readonly version?: string | undefined;
  readonly betas: readonly string[];
}

/** A connection to the service. */
export interface Connection extends Omit<BaseConnection, 'send'> {
  /** Version of the API that requests name, unless a call names another one. */
  readonly version: string;
  /**
   * Posts a body to a path below the base URL.
   *
   * @throws ProviderError for every status except 2xx and for every failure on the way; the reason of an aborted signal
   */
  post(path: string, body: WireObject, headers: CallHeaders, signal: AbortSignal | undefined): Promise<Response>;
}

/** Creates a connection. The base URL may end with the version of the path, as in `/v1`, or leave it out. */
export function connect(options: ProviderOptions): Connection {
  const { connectTimeout, headers } = options;
  const own = options.fetch ? undefined : createFetch(connectTimeout === undefined ? {} : { connectTimeout });
  const given = options.fetch && refusingRedirects(options.fetch);
  const transport = { fetch: given ?? (own as typeof fetch), close: () => own?.close() };
  const baseURL = withVersion(resolveBaseURL(service, options));
  const connection = createConnection(service, { ...options, baseURL }, transport, (key) => ({ 'x-api-key': key }));
  const fixed = typeof headers === 'function' ? {} : toHeaders(headers);
  return {
    ...connection,
    version: fixed['anthropic-version'] ?? apiVersion,
    async post(path, body, { version, betas }, signal) {
      signal?.throwIfAborted();
      connection.checkKey();
      const all = [...new Set([...(fixed['anthropic-beta']?.split(/\s*,\s*/) ?? []), ...betas])];
      return connection.send(
        {
          url: path,
          headers: {
            accept: 'application/json',
            'content-type': 'application/json',
            'anthropic-version': apiVersion,
          },
          overrides: {
            ...(version !== undefined && { 'anthropic-version': version }),
            ...(betas.length > 0 && { 'anthropic-beta': all.join(',') }),
          },
          body: toJSON(body),
        },
        signal,
      );
    },
  };
}

/** `ANTHROPIC_BASE_URL` has no version in its path, because the official SDK adds it. */
const withVersion = (url: string): string => (/\/v\d+[a-z0-9]*$/i.test(new URL(url).pathname) ? url : `${url}/v1`);
