import type { ProviderOptions } from '@rephysco/core';
import { keyDigest } from '@rephysco/core/provider';
import { createFetch } from '@rephysco/http';
import type { Dialect, WireObject } from '../dialect.ts';
import { attempt } from './answer-body.ts';
import { lookUpKey, resolveBaseURL, resolveHeaders, resolveKey } from './environment.ts';
import { type Origin, toProviderError } from './errors.ts';
import { createBuilder, type Method, type RequestBuilder } from './sdk.ts';

/** A way to one service: sends what the SDK builds, and turns every failure into a typed error. */
export interface Connection {
  readonly baseURL: string;
  /** The digest of the key that is in use, or would be. */
  account(): string | undefined;
  /** Who is asked, and under which signal, for errors. */
  origin(signal: AbortSignal | undefined): Origin;
  /**
   * Sends a request.
   *
   * @param method the SDK's method that says where and how
   * @throws ProviderError for any status but 2xx and for every failure on the way; the signal's reason when it aborts
   */
  send(method: Method, body: WireObject, signal: AbortSignal | undefined): Promise<Response>;
  close(): Promise<void>;
}

/** Connects to a service; the key is looked up at the first request. */
export function connect(dialect: Dialect, options: ProviderOptions): Connection {
  const baseURL = resolveBaseURL(dialect, options);
  const own =
    options.fetch === undefined
      ? createFetch(options.connectTimeout === undefined ? {} : { connectTimeout: options.connectTimeout })
      : undefined;
  const carry = options.fetch ?? (own as typeof fetch);
  let apiKey: string | undefined;
  let builder: RequestBuilder | undefined;
  let digest: string | undefined;
  const origin = (signal: AbortSignal | undefined): Origin => ({ dialect, baseURL, apiKey, signal });
  const prepare = (): RequestBuilder => {
    apiKey = resolveKey(dialect, options);
    return createBuilder({ apiKey, baseURL, headers: { ...resolveHeaders(dialect), ...options.headers } });
  };
  return {
    baseURL,
    account() {
      if (apiKey === undefined) return keyDigest(lookUpKey(dialect, options));
      digest ??= keyDigest(apiKey);
      return digest;
    },
    origin,
    async send(method, body, signal) {
      signal?.throwIfAborted();
      builder ??= prepare();
      const { url, init } = await builder.build(method, body);
      const response = await attempt(carry(url, { ...init, signal: signal ?? null }), origin(signal));
      if (!response.ok) throw await toProviderError(response, origin(signal));
      return response;
    },
    close: async () => own?.close(),
  };
}
