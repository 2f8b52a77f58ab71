import { type Dirent, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Context } from '../../settings/context.ts';

/** Returns the files and folders that start with a path. Folders end with a slash. */
export function filesAt(path: string, { terminal }: Context): readonly string[] {
  const end = path.lastIndexOf('/') + 1;
  const head = path.slice(0, end);
  const folder = head.startsWith('~/') ? join(homedir(), head.slice(2)) : resolve(terminal.cwd, head);
  const hidden = path.slice(end).startsWith('.');
  const names = entriesOf(folder).filter(({ name }) => hidden || !name.startsWith('.'));
  return names.map((entry) => `${head}${entry.name}${entry.isDirectory() ? '/' : ''}`).sort();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
