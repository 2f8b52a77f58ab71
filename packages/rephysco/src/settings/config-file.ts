import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import { decodeText } from '../decode-text.ts';
import { toProviderSettings } from './provider-settings.ts';
import { type Layer, type Settings, settingValue } from './settings.ts';

/** Error of an invalid configuration file. Its exit code is 3. */
export class ConfigFileError extends ConfigurationError {}

type Table = Readonly<Record<string, unknown>>;

/** Returns the possible settings files of a folder, by base name. */
const candidates = (folder: string, name: string): readonly string[] =>
  ['json', 'toml'].map((ending) => join(folder, `${name}.${ending}`));

/**
 * Reads the settings in `<name>.json` or `<name>.toml` of a folder.
 *
 * @returns `undefined` if there is no such file
 * @throws ConfigFileError for invalid JSON or TOML, an unknown setting, or an invalid value
 */
export async function readConfigFile(folder: string, name: string): Promise<Layer | undefined> {
  for (const path of candidates(folder, name)) {
    const table = await readTable(path);
    if (table) return toLayer(path, table);
  }
  return undefined;
}

/** Reads a file as a table. Returns `undefined` if it does not exist. @throws ConfigFileError */
export async function readTable(path: string): Promise<Table | undefined> {
  let text: string;
  try {
    // Only regular files are read, because reading a pipe may never end.
    if (!statSync(path).isFile()) throw new ConfigFileError(`${path} is not a regular file. Move or remove it.`);
    text = decodeText(readFileSync(path), path).text;
  } catch (error) {
    if (error instanceof ConfigFileError) throw error;
    if (error instanceof ConfigurationError) throw new ConfigFileError(error.message);
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new ConfigFileError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    const table: unknown = path.endsWith('.toml') ? (await import('smol-toml')).parse(text) : JSON.parse(text);
    if (typeof table === 'object' && table !== null && !Array.isArray(table)) return table as Table;
  } catch (error) {
    // The parser's message and cause are omitted, because they quote the file, which may contain a key.
    throw new ConfigFileError(`${path} is not valid ${path.endsWith('.toml') ? 'TOML' : 'JSON'}${placeOf(error)}.`);
  }
  throw new ConfigFileError(`${path} must contain an object of settings.`);
}

/** Returns the position of a parse error. Node's JSON parser has it in its message, smol-toml in fields. */
function placeOf(error: unknown): string {
  const { message, line, column } = error as Error & { readonly line?: number; readonly column?: number };
  if (line !== undefined) return ` at line ${line}, column ${column}`;
  const [, row, place] = /\(line (\d+) column (\d+)\)$/.exec(message) ?? [];
  return row === undefined ? '' : ` at line ${row}, column ${place}`;
}

function toLayer(path: string, table: Table): Layer {
  try {
    const { providers = {}, ...rest } = table;
    const entries = Object.entries(rest).map(([name, value]) => [name, settingValue(name, value)] as const);
    return {
      origin: path,
      values: Object.fromEntries(entries) as Partial<Settings>,
      providers: toProviderSettings(providers),
    };
  } catch (error) {
    throw new ConfigFileError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Writes a file that only its owner can read, in a folder with the same permission. The file is replaced atomically: a
 * crash or a full disk keeps the old one.
 *
 * @throws ConfigurationError if the file cannot be written
 */
export function writePrivate(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, text, { mode: 0o600 });
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new ConfigurationError(`Cannot write ${path}: ${(cause as Error).message}. The file was not changed.`, {
      cause,
    });
  }
}
