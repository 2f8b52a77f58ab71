import type { ServiceFacts } from '@rephysco/core/provider';

/** Registered name of the provider, and its key in `providerData`. */
export const name = 'gemini';

/** Environment variables for the API key, in order of precedence. Google's own SDK prefers the first. */
export const envKeys: readonly string[] = ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'];

/** Environment variables for the base URL, in order of precedence. */
export const envBaseURLs: readonly string[] = ['GEMINI_BASE_URL', 'GOOGLE_GEMINI_BASE_URL'];

/** Facts of the service that a connection needs. */
export const service: ServiceFacts = {
  name,
  baseURL: 'https://generativelanguage.googleapis.com/v1beta',
  env: { apiKey: envKeys, baseURL: envBaseURLs },
};
