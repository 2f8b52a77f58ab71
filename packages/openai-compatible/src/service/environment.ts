import { AuthenticationError, ConfigurationError, type ProviderOptions } from '@rephysco/core';
import type { Dialect } from '../dialect.ts';

/** The first of the environment variables that is set and not blank. */
export function environmentValue(names: readonly string[] = []): string | undefined {
  for (const name of names) {
    const value = process.env[name]?.trim();
    if (value) return value;
  }
  return undefined;
}

/**
 * The base URL, without a slash at its end: the option, the region's, the environment's, or the dialect's own.
 *
 * @throws ConfigurationError for what is no http or https URL, or an unknown region
 */
export function resolveBaseURL(dialect: Dialect, { baseURL, region }: ProviderOptions): string {
  const value = baseURL ?? regionURL(dialect, region) ?? environmentValue(dialect.env?.baseURL) ?? dialect.baseURL;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    const example = `For example: ${dialect.baseURL}`;
    throw new ConfigurationError(`The base URL of ${dialect.name} is malformed: ${JSON.stringify(value)}. ${example}`);
  }
  return value.replace(/\/+$/, '');
}

function regionURL(dialect: Dialect, region: string | undefined): string | undefined {
  if (region === undefined) return undefined;
  const regions = dialect.regions ?? {};
  if (Object.hasOwn(regions, region)) return regions[region];
  const known = Object.keys(regions).join(', ') || 'none';
  throw new ConfigurationError(`${dialect.name} has no region '${region}'. Regions are: ${known}.`);
}

/**
 * The key: the option, or the environment's. A dialect that names no variable needs none.
 *
 * @throws AuthenticationError that says where a key can be given
 */
export function resolveKey(dialect: Dialect, options: ProviderOptions): string | undefined {
  const names = dialect.env?.apiKey ?? [];
  const key = lookUpKey(dialect, options);
  if (key || names.length === 0) return key;
  const message = `${dialect.name}: the API key is missing. Set ${names.join(' or ')}, or pass the option apiKey.`;
  throw new AuthenticationError('authentication', message, { provider: dialect.name, sent: false });
}

/** The key, where there is one. */
export function lookUpKey({ env }: Dialect, { apiKey }: ProviderOptions): string | undefined {
  return apiKey?.trim() || environmentValue(env?.apiKey);
}

/** Headers that the environment asks for. */
export function resolveHeaders({ env }: Dialect): Readonly<Record<string, string>> {
  const entries = Object.entries(env?.headers ?? {}).map(
    ([header, name]) => [header, environmentValue([name])] as const,
  );
  return Object.fromEntries(entries.flatMap(([header, value]) => (value === undefined ? [] : [[header, value]])));
}

/** Where a base URL stands; behind a proxy the dialect's own place is taken for it. */
export function regionOf(
  { regions = {}, baseURL: usual }: Dialect,
  { region }: ProviderOptions,
  asked: string,
): string | undefined {
  const placeOf = (url: string): string | undefined => Object.keys(regions).find((place) => regions[place] === url);
  return region ?? placeOf(asked) ?? placeOf(usual);
}
