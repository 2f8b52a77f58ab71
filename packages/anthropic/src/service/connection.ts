import { type Connection, createConnection, type ProviderOptions, toTransport } from '@rephysco/core/provider';
import { createFetch, refusingRedirects } from '@rephysco/http';
import { service } from './environment.ts';

/** Creates a connection. The base URL may include the version in its path, as in `/v1`, or omit it. */
export function connect(options: ProviderOptions): Connection {
  const transport = toTransport(options, { createFetch, refusingRedirects });
  return createConnection(service, options, transport, (key) => ({ 'x-api-key': key }));
}
