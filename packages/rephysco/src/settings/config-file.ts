import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import { decodeText } from '../decode-text.ts';
import { toProviderSettings } from './provider-settings.ts';
import { type Layer, type Settings, settingValue } from './settings.ts';

/** A configuration file that is broken. Its exit code is 3. */
export class ConfigFileError extends ConfigurationError {}

type Table = Readonly<Record<string, unknown>>;

/** The files of a folder that may hold settings, by what they are called before the ending. */
const candidates = (folder: string, name: string): readonly string[] =>
  ['json', 'toml'].map((ending) => join(folder, `${name}.${ending}`));

/**
 * The settings in `<name>.json` or `<name>.toml` of a folder.
 *
 * @returns `undefined` where there is no such file
 * @throws ConfigFileError for what is no JSON or TOML, an unknown setting, or a value that cannot be
 */
export async function readConfigFile(folder: string, name: string): Promise<Layer | undefined> {
  for (const path of candidates(folder, name)) {
    const table = await readTable(path);
    if (table) return toLayer(path, table);
  }
  return undefined;
}

/** What a file says; `undefined` where there is none. @throws ConfigFileError */
export async function readTable(path: string): Promise<Table | undefined> {
  let text: string;
  try {
    // Reading a pipe might take for ever.
    if (!statSync(path).isFile()) throw new ConfigFileError(`${path} is no file; move it away.`);
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
    // Without the parser's own words and cause: they repeat what stands there, which may be half a key.
    throw new ConfigFileError(`${path} is no ${path.endsWith('.toml') ? 'TOML' : 'JSON'}${placeOf(error)}.`);
  }
  throw new ConfigFileError(`${path} must hold an object of settings.`);
}

/** Where a parser stopped: Node's for JSON says it in words, smol-toml in numbers. */
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
 * Writes a file that only its owner can read, in a folder of the same kind. It is replaced as a whole: a crash or a full
 * disk leaves the old one.
 *
 * @throws ConfigurationError for what cannot be written
 */
export function writePrivate(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, text, { mode: 0o600 });
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new ConfigurationError(`${path} cannot be written: ${(cause as Error).message}. It is as it was.`, { cause });
  }
}
