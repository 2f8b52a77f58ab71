import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Installed copy of `@rephysco/core`. */
export interface InstalledCore {
  readonly folder: string;
  readonly version: string;
}

/** Returns every copy of `@rephysco/core` in a project, for any layout of `node_modules`. */
export function coresIn(project: string): readonly InstalledCore[] {
  const folders = [...new Set(foldersBelow(join(project, 'node_modules')))];
  return folders.map((folder) => ({ folder, version: versionIn(folder) }));
}

/** Returns the version in the manifest of a folder. */
export function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string }).version;
}

function foldersBelow(modules: string): readonly string[] {
  if (!existsSync(modules)) return [];
  const core = join(modules, '@rephysco/core');
  const own = existsSync(core) ? [realpathSync(core)] : [];
  return [...own, ...packagesIn(modules).flatMap((folder) => foldersBelow(join(folder, 'node_modules')))];
}

/** Returns the folders of packages, including the stores of pnpm and bun. Skips links, because they point to these. */
function packagesIn(modules: string): readonly string[] {
  return readdirSync(modules).flatMap((name) => {
    const path = join(modules, name);
    if (!lstatSync(path).isDirectory() || name === '.bin') return [];
    return /^@[^+]*$|^\.pnpm$|^\.bun$/.test(name) ? packagesIn(path) : [path];
  });
}
