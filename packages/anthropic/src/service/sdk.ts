import type SDK from '@anthropic-ai/sdk';
import { loadPackage, type ProviderOptions, sdkOptions } from '@rephysco/core/provider';
import { createFetch, refusingRedirects } from '@rephysco/http';
import { apiVersion, service } from './environment.ts';

/** Official client of the package `@anthropic-ai/sdk`. */
export type AnthropicClient = SDK;

/** Creates the official client over the transport of Rephysco. See `AnthropicDefinition.sdk`. */
export function createSDK(options: ProviderOptions = {}): AnthropicClient {
  const { apiKey = null, baseURL, headers, fetch } = sdkOptions(service, options, { createFetch, refusingRedirects });
  const { default: Client } = loadPackage<typeof import('@anthropic-ai/sdk')>('@anthropic-ai/sdk', import.meta.url);
  return new Client({
    apiKey,
    // The SDK appends the version to the path itself.
    baseURL: baseURL.replace(/\/v1$/, ''),
    defaultHeaders: { 'anthropic-version': apiVersion, authorization: null, 'x-api-key': apiKey, ...headers },
    fetch,
    // The SDK mistakes test environments such as jsdom for browsers.
    dangerouslyAllowBrowser: true,
  });
}
