import {
  type Connection as BaseConnection,
  createConnection,
  type OutgoingRequest,
  type ProviderOptions,
  resolveBaseURL,
  toHeaders,
  toJSON,
  toTransport,
} from '@rephysco/core/provider';
import { createFetch, refusingRedirects } from '@rephysco/http';
import type { Body } from '../request/to-body.ts';
import { apiVersion, service } from './environment.ts';

/** Connection to the service. */
export interface Connection extends Omit<BaseConnection, 'send'> {
  /** API version of requests, unless a call sets another one. */
  readonly version: string;
  /** Posts a body to a path below the base URL. Throws like `Connection.send` of the provider kit. */
  post(path: string, body: Pick<Body, 'body' | 'headers'>, signal: AbortSignal | undefined): Promise<Response>;
  /** Sends any request with the headers of the API. Throws like `Connection.send` of the provider kit. */
  request(request: OutgoingRequest, signal: AbortSignal | undefined): Promise<Response>;
}

/** Creates a connection. The base URL may include the version in its path, as in `/v1`, or omit it. */
export function connect(options: ProviderOptions): Connection {
  const transport = toTransport(options, { createFetch, refusingRedirects });
  const url = resolveBaseURL(service, options);
  // `ANTHROPIC_BASE_URL` has no version in its path, because the official SDK adds it.
  const baseURL = /\/v\d+[a-z0-9]*$/i.test(new URL(url).pathname) ? url : `${url}/v1`;
  const connection = createConnection(service, { ...options, baseURL }, transport, (key) => ({ 'x-api-key': key }));
  const own = typeof options.headers === 'function' ? {} : toHeaders(options.headers);
  const json = 'application/json';
  const headers = { accept: json, 'content-type': json, 'anthropic-version': apiVersion };
  return {
    ...connection,
    version: own['anthropic-version'] ?? apiVersion,
    request(request, signal) {
      connection.checkKey();
      return connection.send({ ...request, headers: { ...headers, ...request.headers } }, signal);
    },
    post(path, { body, headers: { version, betas } }, signal) {
      const all = new Set([...(own['anthropic-beta']?.split(/\s*,\s*/) ?? []), ...betas]);
      const overrides = {
        ...(version !== undefined && { 'anthropic-version': version }),
        ...(betas.length > 0 && { 'anthropic-beta': [...all].join(',') }),
      };
      return connection.send({ url: path, headers, overrides, body: toJSON(body) }, signal);
    },
  };
}
