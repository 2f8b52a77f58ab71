import { listProviders } from '@rephysco/core';
import type { ProviderDefinition } from '@rephysco/core/provider';
import { readEnvFile } from './settings/env-file.ts';

/** Options of `loadEnv`. */
export interface LoadEnvOptions {
  /** Folder of the `.env`. Other folders are not searched. @default working directory */
  readonly folder?: string;
  /** Target of the variables. @default process.env */
  readonly env?: Record<string, string | undefined>;
  /** Allows the file to set the base URL for a key that it does not contain. @default false */
  readonly trusted?: boolean;
}

/**
 * Loads API keys and base URLs from a `.env` file. Loads only variables that registered providers declare. Exported
 * variables are not changed. A base URL is loaded only if the file also contains the provider's key, or with `trusted`.
 *
 * @returns names of the loaded variables
 * @throws Error if the file exists but cannot be read
 * @example
 * ```ts
 * loadEnv({ folder: import.meta.dirname });
 * ```
 */
export function loadEnv({
  folder = process.cwd(),
  env = process.env,
  trusted = false,
}: LoadEnvOptions = {}): readonly string[] {
  const definitions = listProviders();
  const names = definitions.flatMap(({ envKeys = [], envBaseURLs = [] }) => [...envKeys, ...envBaseURLs]);
  const { values = {} } = readEnvFile(folder, names) ?? {};
  const isSet = (name: string): boolean => Boolean(env[name]?.trim());
  const allowed = definitions.flatMap((definition) => allowedNames(definition, values, isSet, trusted));
  const set = Object.entries(values).filter(([name]) => allowed.includes(name) && !isSet(name));
  for (const [name, value] of set) env[name] = value;
  return set.map(([name]) => name);
}

function allowedNames(
  { envKeys = [], envBaseURLs = [] }: ProviderDefinition,
  values: Readonly<Record<string, string>>,
  isSet: (name: string) => boolean,
  trusted: boolean,
): readonly string[] {
  const ownKey = !envKeys.some(isSet) && envKeys.some((name) => values[name] !== undefined);
  return trusted || ownKey || envKeys.length === 0 ? [...envKeys, ...envBaseURLs] : envKeys;
}
