import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { tryDecodeText } from '../decode-text.ts';

/** Values of a `.env` file for the requested names. */
export interface EnvFile {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads the given names from the `.env` of one folder. Other folders are not searched.
 *
 * @returns `undefined` if there is no such file or it is not a regular file
 * @throws Error if the file cannot be read
 */
export function readEnvFile(folder: string, names: readonly string[]): EnvFile | undefined {
  const path = join(folder, '.env');
  let text: string;
  try {
    // A folder with this name is a Python environment, and reading a pipe may never end.
    if (!statSync(path).isFile()) return undefined;
    text = tryDecodeText(readFileSync(path)) ?? ''; // a binary file has no variables
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const entries = Object.entries(parseEnv(text)).flatMap(([name, value = '']) =>
    names.includes(name) && value.trim() ? [[name, value.trim()] as const] : [],
  );
  return { path, values: Object.fromEntries(entries) };
}
