import { AuthenticationError, ConfigurationError, type ProviderOptions } from '@rephysco/core';

/** The name that the provider is registered under, and the key of its `providerData`. */
export const name = 'gemini';

/** Environment variables that hold the key, in the order of look-up: Google's own SDK prefers the first. */
export const envKeys: readonly string[] = ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'];

/** Environment variables that hold the base URL, in the order of look-up. */
export const envBaseURLs: readonly string[] = ['GEMINI_BASE_URL', 'GOOGLE_GEMINI_BASE_URL'];

const defaultBaseURL = 'https://generativelanguage.googleapis.com/v1beta';

/**
 * The base URL, with its version and without a slash at its end: the option, the environment's, or Google's own.
 *
 * @throws ConfigurationError for what is no http or https URL
 */
export function resolveBaseURL({ baseURL }: ProviderOptions): string {
  const value = baseURL ?? lookUp(envBaseURLs) ?? defaultBaseURL;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    const example = `For example: ${defaultBaseURL}`;
    throw new ConfigurationError(`The base URL of ${name} is malformed: ${JSON.stringify(value)}. ${example}`);
  }
  return value.replace(/\/+$/, '');
}

/**
 * The key: the option, or the environment's.
 *
 * @throws AuthenticationError that says where a key can be given
 */
export function resolveKey(options: ProviderOptions): string {
  const key = lookUpKey(options);
  if (key) return key;
  const message = `${name}: the API key is missing. Set ${envKeys.join(' or ')}, or pass the option apiKey.`;
  throw new AuthenticationError('authentication', message, { provider: name, sent: false });
}

/** The key, where there is one. */
export function lookUpKey({ apiKey }: ProviderOptions): string | undefined {
  return apiKey?.trim() || lookUp(envKeys);
}

/** The first of the variables that is set and not blank. */
function lookUp(names: readonly string[]): string | undefined {
  for (const each of names) {
    const value = process.env[each]?.trim();
    if (value) return value;
  }
  return undefined;
}
