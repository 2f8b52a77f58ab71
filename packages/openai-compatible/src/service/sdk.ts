import { loadPackage, type ProviderOptions, sdkOptions } from '@rephysco/core/provider';
import { createFetch, refusingRedirects } from '@rephysco/http';
import type { OpenAI } from 'openai';
import type { Dialect } from '../dialect.ts';

/** Official client of the package `openai`. */
export type OpenAIClient = OpenAI;

/**
 * Returns the official `openai` client for a service, over the transport of Rephysco. It covers APIs that Rephysco does
 * not: files, fine-tuning, assistants and others. It retries by its own rules and does not use the cache or the rate
 * limits of Rephysco.
 *
 * @param options key, base URL, headers and fetch, as for a client
 * @throws ConfigurationError if the package `openai` is not installed, or if an option is a function
 * @throws AuthenticationError if no API key is set
 */
export function createSDK(dialect: Dialect, options: ProviderOptions = {}): OpenAIClient {
  const { apiKey = 'none', baseURL, headers, fetch } = sdkOptions(dialect, options, { createFetch, refusingRedirects });
  const { OpenAI: Client } = loadPackage<typeof import('openai')>('openai', import.meta.url);
  return new Client({
    apiKey,
    baseURL,
    defaultHeaders: headers,
    fetch,
    // The SDK mistakes test environments such as jsdom for browsers.
    dangerouslyAllowBrowser: true,
  });
}
