import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { tryDecodeText } from '../decode-text.ts';

/** What a `.env` file says, of the names that were asked for. */
export interface EnvFile {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads the `.env` of one folder: no other folder is searched, and of what it says only the given names count.
 *
 * @returns `undefined` where there is none, or something of this name that is no file
 * @throws Error where it cannot be read
 */
export function readEnvFile(folder: string, names: readonly string[]): EnvFile | undefined {
  const path = join(folder, '.env');
  let text: string;
  try {
    // A folder of this name is a Python environment, and a pipe might keep us waiting for ever.
    if (!statSync(path).isFile()) return undefined;
    text = tryDecodeText(readFileSync(path)) ?? ''; // a binary file of this name says nothing
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const entries = Object.entries(parseEnv(text)).flatMap(([name, value = '']) =>
    names.includes(name) && value.trim() ? [[name, value.trim()] as const] : [],
  );
  return { path, values: Object.fromEntries(entries) };
}
