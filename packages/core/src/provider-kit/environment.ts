import { AuthenticationError, ConfigurationError } from '../contract/errors.ts';
import type { ProviderOptions } from '../contract/provider.ts';
import { redact } from '../util/redact.ts';

/** Environment variables of a service. The first one that is set applies. */
export interface Environment {
  readonly apiKey?: readonly string[] | undefined;
  readonly baseURL?: readonly string[] | undefined;
  /** Variables that are sent as headers, by header name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Address of a service, and the variables with its key and base URL. */
export interface ServiceAddress {
  readonly name: string;
  /** Default base URL. */
  readonly baseURL: string;
  /** Base URLs of other regions, by region. */
  readonly regions?: Readonly<Record<string, string>> | undefined;
  /** Path with a version, such as `/v1`, that is appended to a base URL without one, as official clients do. */
  readonly versionPath?: string | undefined;
  /** Environment variables. A service without `apiKey` variables needs no key. */
  readonly env?: Environment | undefined;
}

/** Returns the first of the environment variables that is set and not blank. */
export function environmentValue(names: readonly string[] = []): string | undefined {
  for (const name of names) {
    const value = process.env[name]?.trim();
    if (value) return value;
  }
  return undefined;
}

/** Matches endpoint paths at the end of a pasted URL, which do not belong to the base URL. */
const endpoint = /\/(?:chat\/completions|completions|responses|embeddings|messages|models(?:\/[^/]*)?(?::\w+)?)$/i;

/**
 * Returns the base URL without a trailing slash. It is the first that is set of: option, region, environment, default.
 *
 * @throws ConfigurationError for an invalid URL, the URL of an endpoint, or an unknown region
 */
export function resolveBaseURL(service: ServiceAddress, { baseURL, region }: ProviderOptions): string {
  const asked = baseURL ?? regionURL(service, region);
  const names = service.env?.baseURL;
  const value = (asked ?? environmentValue(names) ?? service.baseURL).trim();
  const example = `For example: ${service.baseURL}`;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new ConfigurationError(`The base URL of ${service.name} is invalid: ${describeURL(value)}. ${example}`);
  }
  const trimmed = value.replace(/\/+$/, '');
  const found = endpoint.exec(new URL(trimmed).pathname)?.[0];
  const hasVersion = /\/v\d+[a-z0-9]*$/i.test(new URL(trimmed).pathname);
  if (found === undefined) return hasVersion ? trimmed : trimmed + (service.versionPath ?? '');
  const source = asked === undefined ? ` (from ${(names ?? []).find((name) => process.env[name]?.trim())})` : '';
  throw new ConfigurationError(
    `The base URL of ${service.name}${source} ends with the path of one endpoint, '${found}': ${redact(trimmed)}. ` +
      `Leave that path out. ${example}`,
  );
}

/** Describes an invalid URL. Hides a text that does not look like a URL, because it may be a pasted key. */
function describeURL(value: string): string {
  if (!/[./]/.test(value) || /\s/.test(value)) return `a text of ${value.length} characters without a scheme or a host`;
  return JSON.stringify(redact(value).slice(0, 200));
}

function regionURL({ name, regions = {} }: ServiceAddress, region: string | undefined): string | undefined {
  if (region === undefined) return undefined;
  if (Object.hasOwn(regions, region)) return regions[region];
  const known = Object.keys(regions).join(', ') || 'none';
  throw new ConfigurationError(`${name} has no region '${region}'. Regions are: ${known}.`);
}

/** Returns the region of the current base URL. Behind a proxy, returns the region of the default base URL. */
export function regionOf(
  { regions = {}, baseURL: usual }: ServiceAddress,
  { region }: ProviderOptions,
  baseURL: string,
): string | undefined {
  const regionAt = (url: string): string | undefined => Object.keys(regions).find((name) => regions[name] === url);
  return region ?? regionAt(baseURL) ?? regionAt(usual);
}

/** Returns the key of the option or the environment, without checking it. */
export function lookUpKey({ env }: ServiceAddress, apiKey: string | undefined): string | undefined {
  return apiKey?.trim() || environmentValue(env?.apiKey);
}

/**
 * Returns the key of the option or the environment, or `undefined` for a service that needs none.
 *
 * @throws AuthenticationError for a missing or malformed key. The message names its source, never the key
 */
export function resolveKey(service: ServiceAddress, apiKey: string | undefined): string | undefined {
  const names = service.env?.apiKey ?? [];
  const key = lookUpKey(service, apiKey);
  if (key) {
    const variable = apiKey?.trim() ? undefined : names.find((name) => process.env[name]?.trim());
    return checkKey(
      key,
      service.name,
      variable === undefined ? 'the option apiKey' : `the environment variable ${variable}`,
    );
  }
  if (names.length === 0) return undefined;
  throw refused(service.name, `the API key is missing. Set ${names.join(' or ')}, or pass the option apiKey.`);
}

/**
 * Returns the key if it is valid in a header.
 *
 * @param source source of the key, for the message
 * @throws AuthenticationError for a line break, a character that is not printable ASCII, quotes, "Bearer ", or a URL
 */
export function checkKey(key: string, provider: string, source: string): string {
  const problem = problemOf(key);
  if (problem === undefined) return key;
  throw refused(provider, `the API key in ${source} ${problem}. No request was sent. Copy the key again.`);
}

function problemOf(key: string): string | undefined {
  if (/[\r\n]/.test(key)) return 'contains a line break';
  if (/^["'`\u2018-\u201f\u00ab\u00bb]|["'`\u2018-\u201f\u00ab\u00bb]$/.test(key))
    return 'is in quotes. Remove the quotes';
  if (/^bearer\b/i.test(key)) return 'begins with "Bearer". Pass the key alone';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(key)) return 'is a URL, not a key';
  const at = [...key].findIndex((character) => !/^[ -~]$/.test(character));
  if (at < 0) return undefined;
  const code = [...key][at]?.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `contains a character that no header can carry (${name}) at position ${at + 1}`;
}

function refused(provider: string, message: string): AuthenticationError {
  return new AuthenticationError('authentication', `${provider}: ${message}`, { provider, sent: false });
}

/** Returns the headers that environment variables set. */
export function environmentHeaders({ env }: ServiceAddress): Readonly<Record<string, string>> {
  const entries = Object.entries(env?.headers ?? {}).map(
    ([header, name]) => [header, environmentValue([name])] as const,
  );
  return Object.fromEntries(entries.flatMap(([header, value]) => (value === undefined ? [] : [[header, value]])));
}
