import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Installed copy of `@rephysco/core`. */
export interface InstalledCore {
  readonly folder: string;
  readonly version: string;
}

/**
 * Returns every copy of `@rephysco/core` that a project can load, for any layout of `node_modules`. Old copies that pnpm
 * leaves in its store after an update do not count.
 */
export function coresIn(project: string): readonly InstalledCore[] {
  const found = new Set<string>();
  visit(join(project, 'node_modules'), new Set(), found);
  return [...found].map((folder) => ({ folder, version: versionIn(folder) }));
}

/** Returns the version in the manifest of a folder. */
export function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string }).version;
}

/** Follows the packages of a `node_modules` folder, and then the packages that each of them can load. */
function visit(modules: string, seen: Set<string>, found: Set<string>): void {
  if (seen.has(modules) || !existsSync(modules)) return;
  seen.add(modules);
  for (const name of namesIn(modules)) {
    const folder = realpathSync(join(modules, name));
    if (name === join('@rephysco', 'core')) found.add(folder);
    visit(join(folder, 'node_modules'), seen, found);
    // pnpm and bun put the dependencies of a package beside it.
    visit(folder.slice(0, -name.length - 1), seen, found);
  }
}

/** Returns the names of the packages in a `node_modules` folder. */
function namesIn(modules: string): readonly string[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((each) => join(name, each)) : [name],
    )
    .filter((name) => existsSync(join(modules, name, 'package.json')));
}
