import type { ServiceFacts } from '@rephysco/core/provider';

/** The name that the provider is registered under, and the key of its `providerData`. */
export const name = 'gemini';

/** Environment variables that hold the key, in the order of look-up: Google's own SDK prefers the first. */
export const envKeys: readonly string[] = ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'];

/** Environment variables that hold the base URL, in the order of look-up. */
export const envBaseURLs: readonly string[] = ['GEMINI_BASE_URL', 'GOOGLE_GEMINI_BASE_URL'];

/** The service, as a connection needs to know it. */
export const service: ServiceFacts = {
  name,
  baseURL: 'https://generativelanguage.googleapis.com/v1beta',
  env: { apiKey: envKeys, baseURL: envBaseURLs },
};
