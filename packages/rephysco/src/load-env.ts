import { listProviders } from '@rephysco/core';
import type { ProviderDefinition } from '@rephysco/core/provider';
import { readEnvFile } from './settings/env-file.ts';

/** What to load. */
export interface LoadEnvOptions {
  /** Folder of the `.env`. Default: the working directory. No other folder is searched. */
  readonly folder?: string;
  /** What to load it into. Default: `process.env`. */
  readonly env?: Record<string, string | undefined>;
  /** Let the file send keys that are exported to addresses of its choice. Default `false`. */
  readonly trusted?: boolean;
}

/**
 * Loads keys and base URLs from a `.env`, when it is called and never by itself. Of what the file says only the names
 * count that registered providers declare; a variable that is exported already stays as it is; a base URL counts only
 * where the file gives that provider's key, too, unless it is `trusted`.
 *
 * @returns the names that were set
 * @throws Error for a file that cannot be read; none at all is fine
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
