import { ConfigurationError } from '@rephysco/core';
import type { EnvFile } from './env-file.ts';
import { type Keys, keyFilePath } from './key-file.ts';
import type { Paths } from './paths.ts';
import { providers } from './providers.ts';
import type { Layer } from './settings.ts';

/** Sources of keys and base URLs. */
export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly envFile?: EnvFile | undefined;
  readonly keys: Keys;
  readonly paths: Paths;
  /** Configuration files, the project's first. */
  readonly layers: readonly Layer[];
  /** `true` if the user allows the project's base URLs to receive the user's keys. */
  readonly trusted: boolean;
}

/** Value with its source. */
export interface Found {
  readonly value: string;
  /** Name of the variable or setting. */
  readonly name: string;
  readonly source: string;
  /** `true` if the value comes from the working directory. */
  readonly project: boolean;
}

/** Returns the key of a provider from the environment, the `.env`, or `keys set`. */
export function findKey(provider: string, { env, envFile, keys, paths }: Sources): Found | undefined {
  const names = providers[provider]?.envKeys ?? [];
  const stored = keys[provider];
  return (
    first(names, env, 'environment', false) ??
    first(names, envFile?.values, envFile?.path ?? '', true) ??
    (stored ? { value: stored, name: provider, source: keyFilePath(paths), project: false } : undefined)
  );
}

/** Returns the base URL of a provider from the environment, the `.env`, or a configuration file. */
export function findBaseURL(provider: string, { env, envFile, layers }: Sources): Found | undefined {
  const names = providers[provider]?.envBaseURLs ?? [];
  const set = first(names, env, 'environment', false) ?? first(names, envFile?.values, envFile?.path ?? '', true);
  if (set) return set;
  for (const { origin, project = false, providers: settings } of layers) {
    const value = settings?.[provider]?.baseURL;
    if (value) return { value, name: `providers.${provider}.baseURL`, source: origin, project };
  }
  return undefined;
}

/** Returns `true` if project files send a key from elsewhere to a base URL that the user did not set. */
export function isLured(key: Found | undefined, baseURL: Found | undefined, trusted: boolean): boolean {
  return baseURL?.project === true && key !== undefined && !key.project && !trusted;
}

/** Key and base URL of a provider. */
export interface Credentials {
  readonly apiKey?: string;
  readonly baseURL?: string;
  readonly region?: string;
}

/**
 * Returns the key and base URL of a provider from all sources. A base URL of a flag comes first.
 *
 * @throws ConfigurationError if a project file would send the user's own key to a host of its choice
 */
export function credentialsFor(provider: string, sources: Sources, flag: string | undefined): Credentials {
  const key = findKey(provider, sources);
  const found = flag === undefined ? findBaseURL(provider, sources) : undefined;
  if (found && isLured(key, found, sources.trusted)) {
    throw new ConfigurationError(
      `${found.source} sends the key of ${provider} (${key?.name}, ${key?.source}) to ${hostOf(found.value)}. ` +
        'Nothing was sent. To allow it, run: rephysco config trust. Otherwise use --no-env-file or --base-url.',
    );
  }
  const baseURL = flag ?? found?.value;
  const region =
    sources.layers.find((layer) => layer.providers?.[provider]?.region)?.providers?.[provider]?.region ??
    providers[provider]?.keyRegions?.[key?.name ?? ''];
  return {
    ...(key && { apiKey: key.value }),
    ...(baseURL !== undefined && { baseURL }),
    ...(region !== undefined && baseURL === undefined && { region }),
  };
}

/** Masks a key for display: enough characters to distinguish keys, too few to use one. */
export function maskKey(key: string): string {
  return key.length < 12 ? '…' : `${key.slice(0, 3)}…${key.slice(-2)}`;
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

function first(
  names: readonly string[],
  values: Readonly<Record<string, string | undefined>> | undefined,
  source: string,
  project: boolean,
): Found | undefined {
  for (const name of names) {
    const value = values?.[name]?.trim();
    if (value) return { value, name, source, project };
  }
  return undefined;
}
