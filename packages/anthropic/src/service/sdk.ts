import { createRequire } from 'node:module';
import type { Anthropic } from '@anthropic-ai/sdk';
import { ConfigurationError, type ProviderOptions } from '@rephysco/core';
import { resolveBaseURL, resolveKey, userAgent } from '@rephysco/core/provider';
import { createFetch, refusingRedirects } from '@rephysco/http';
import { apiVersion, service } from './environment.ts';

/** The official client of the package `@anthropic-ai/sdk`. */
export type AnthropicClient = Anthropic;

/**
 * Returns the official client over the transport of Rephysco, for APIs that Rephysco does not cover, such as files and
 * batches. It retries by its own rules and does not use the cache or the rate limits of Rephysco.
 *
 * @param options key, base URL, headers and fetch, as for a client
 * @throws ConfigurationError if an option is a function
 * @throws AuthenticationError if no API key is set
 */
export function createSDK(options: ProviderOptions = {}): AnthropicClient {
  const { apiKey, headers, fetch, connectTimeout } = options;
  if (typeof apiKey === 'function' || typeof headers === 'function') {
    throw new ConfigurationError("sdk() takes 'apiKey' and 'headers' as values, not as functions.");
  }
  // Loading the SDK takes about 170 ms of CPU (Node 24), so only a call of this function loads it.
  const { Anthropic: Client } = createRequire(import.meta.url)(
    '@anthropic-ai/sdk',
  ) as typeof import('@anthropic-ai/sdk');
  const key = resolveKey(service, apiKey) ?? null;
  return new Client({
    apiKey: key,
    // The SDK adds the version of the path itself.
    baseURL: resolveBaseURL(service, options).replace(/\/v1$/, ''),
    defaultHeaders: {
      'user-agent': userAgent,
      'anthropic-version': apiVersion,
      authorization: null,
      'x-api-key': key,
      ...headers,
    },
    fetch: fetch ? refusingRedirects(fetch) : createFetch(connectTimeout === undefined ? {} : { connectTimeout }),
    // The SDK takes test environments such as jsdom for browsers.
    dangerouslyAllowBrowser: true,
  });
}
