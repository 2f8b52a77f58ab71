import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable, writePrivate } from './config-file.ts';
import type { Paths } from './paths.ts';

const file = ({ state }: Paths): string => join(state, 'trusted.json');

/** Returns `true` if the user trusts the files of a folder in their current state. */
export async function isTrusted(paths: Paths, folder: string): Promise<boolean> {
  return (await readTable(file(paths)))?.[folder] === fingerprint(folder);
}

/** Marks the files of a folder as trusted until one of them changes. */
export async function trust(paths: Paths, folder: string): Promise<void> {
  const table = { ...(await readTable(file(paths))), [folder]: fingerprint(folder) };
  writePrivate(file(paths), `${JSON.stringify(table, null, 2)}\n`);
}

function fingerprint(folder: string): string {
  const texts = ['.env', 'rephysco.json', 'rephysco.toml'].map((name) => {
    try {
      return readFileSync(join(folder, name), 'base64');
    } catch {
      return '';
    }
  });
  // Loaded on use, because it is rarely needed and takes 5 ms of CPU.
  return process.getBuiltinModule('node:crypto').hash('sha256', texts.join('\n'));
}
