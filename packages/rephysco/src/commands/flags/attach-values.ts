import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const flags: ReadonlySet<string> = new Set(['-a', '--attach']);

/**
 * Adds an `--attach` for each file of a pattern. The shell expands `-a *.txt` to `-a one.txt two.txt`, so arguments
 * after the value of `--attach` belong to it if they are names of existing files. Quoted patterns with `*` and `?` in
 * the file name are expanded here, as are patterns of shells that do not expand.
 */
export function expandAttachments(args: readonly string[], cwd: string): readonly string[] {
  const expanded: string[] = [];
  let attaching = false;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const value = flags.has(arg) ? args[index + 1] : /^(?:--attach=|-a)(.+)$/s.exec(arg)?.[1];
    if (arg === '--') return [...expanded, ...args.slice(index)];
    if (value !== undefined) {
      if (flags.has(arg)) index += 1;
      for (const source of filesOf(value, cwd)) expanded.push(`--attach=${source}`);
      attaching = true;
    } else if (attaching && !arg.startsWith('-') && isFile(resolve(cwd, arg))) {
      expanded.push(`--attach=${arg}`);
    } else {
      expanded.push(arg);
      attaching = false;
    }
  }
  return expanded;
}

function filesOf(source: string, cwd: string): readonly string[] {
  const name = basename(source);
  if (/^https?:/i.test(source) || !/[*?]/.test(name) || isFile(resolve(cwd, source))) return [source];
  const escaped = name
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const pattern = new RegExp(`^${escaped}$`, 's');
  const folder = dirname(source);
  const hidden = name.startsWith('.');
  const found = namesIn(resolve(cwd, folder))
    .filter((each) => pattern.test(each) && (hidden || !each.startsWith('.')))
    .map((each) => join(folder, each))
    .filter((path) => isFile(resolve(cwd, path)));
  return found.length > 0 ? found : [source];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
