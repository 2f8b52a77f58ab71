import { join } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import { ConfigFileError, readTable, writePrivate } from './config-file.ts';
import type { Paths } from './paths.ts';

/**
 * Changes one setting in the user's `config.json`.
 *
 * @param name name of the setting; dots separate tables, as in `providers.ollama.baseURL`
 * @param newValue returns the new value; `undefined` removes the setting
 * @throws ConfigurationError for an invalid value, or if the settings are in a `config.toml`, which is never
 *   overwritten
 */
export async function changeSetting(name: string, { config }: Paths, newValue: () => unknown): Promise<void> {
  const toml = join(config, 'config.toml');
  if (await readTable(toml)) {
    throw new ConfigFileError(`Cannot change ${toml}, because its comments would be lost. Edit the file yourself.`);
  }
  const path = join(config, 'config.json');
  let value: unknown;
  try {
    value = newValue();
  } catch (cause) {
    throw new ConfigurationError((cause as Error).message, { cause });
  }
  const changed = withValue((await readTable(path)) ?? {}, name.split('.'), value);
  writePrivate(path, `${JSON.stringify(changed, null, 2)}\n`);
}

function withValue(table: object, [name = '', ...rest]: readonly string[], value: unknown): object {
  const { [name]: before, ...others } = table as Record<string, unknown>;
  const inner = rest.length > 0 ? withValue((before ?? {}) as object, rest, value) : value;
  const empty = inner === undefined || (rest.length > 0 && Object.keys(inner as object).length === 0);
  return empty ? others : { ...others, [name]: inner };
}
