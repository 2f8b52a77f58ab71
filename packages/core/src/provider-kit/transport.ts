import type { ProviderOptions } from '../contract/provider.ts';
import type { Transport } from './connection.ts';

/** Functions of `@rephysco/http` for a transport. */
export interface HttpFunctions {
  createFetch(options: { readonly connectTimeout?: number }): typeof fetch & { close(): void };
  refusingRedirects(own: typeof fetch): typeof fetch;
}

/** Returns the transport of a provider: the option `fetch` without redirects, or a new one. */
export function toTransport({ fetch: given, connectTimeout }: ProviderOptions, http: HttpFunctions): Transport {
  if (given) return { fetch: http.refusingRedirects(given) };
  const own = http.createFetch(connectTimeout === undefined ? {} : { connectTimeout });
  return { fetch: own, close: () => own.close() };
}
