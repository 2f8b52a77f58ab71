import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigFileError, readTable, writePrivate } from './config-file.ts';
import type { Paths } from './paths.ts';

/** Keys by provider. */
export type Keys = Readonly<Record<string, string>>;

/** Where keys are kept that were set with `keys set`. */
export const keyFilePath = ({ config }: Paths): string => join(config, 'keys.json');

/**
 * The keys that were set. A file that others can read is closed to them first.
 *
 * @throws ConfigFileError for a file that holds something else
 */
export async function readKeys(paths: Paths): Promise<Keys> {
  const path = keyFilePath(paths);
  const table = await readTable(path);
  if (!table) return {};
  if (process.platform !== 'win32' && statSync(path).mode & 0o077) chmodSync(path, 0o600);
  if (Object.values(table).every((value) => typeof value === 'string')) return table as Keys;
  throw new ConfigFileError(`${path} must hold an object of texts, for example { "openai": "…" }.`);
}

/** Replaces the keys that are kept. @throws ConfigurationError where they cannot be */
export function writeKeys(paths: Paths, keys: Keys): void {
  writePrivate(keyFilePath(paths), `${JSON.stringify(keys, null, 2)}\n`);
}
