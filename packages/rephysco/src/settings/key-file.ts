import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigFileError, readTable, writePrivate } from './config-file.ts';
import type { Paths } from './paths.ts';

/** Keys by provider. */
export type Keys = Readonly<Record<string, string>>;

/** Returns the path of the file with the keys that `keys set` stores. */
export const keyFilePath = ({ config }: Paths): string => join(config, 'keys.json');

/**
 * Reads the stored keys. If others can read the file, its permissions are restricted first.
 *
 * @throws ConfigFileError for a file with other content
 */
export async function readKeys(paths: Paths): Promise<Keys> {
  const path = keyFilePath(paths);
  const table = await readTable(path);
  if (!table) return {};
  if (process.platform !== 'win32' && statSync(path).mode & 0o077) chmodSync(path, 0o600);
  if (Object.values(table).every((value) => typeof value === 'string')) return table as Keys;
  throw new ConfigFileError(`${path} must contain an object of texts, for example { "openai": "…" }.`);
}

/** Replaces the stored keys. @throws ConfigurationError if they cannot be written */
export function writeKeys(paths: Paths, keys: Keys): void {
  writePrivate(keyFilePath(paths), `${JSON.stringify(keys, null, 2)}\n`);
}
