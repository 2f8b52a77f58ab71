import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Installed } from './sizes/measure-sizes.ts';
import { install, pack } from './tarballs.ts';
import { packages, root } from './workspace.ts';

/** Packages that a program with core and the provider of OpenAI needs. */
export const one: readonly string[] = ['core', 'http', 'openai-compatible', 'openai'].map(
  (name) => `@rephysco/${name}`,
);

/** Returns the packages of this repository that npm installs with a package, and the package itself. */
export function neededBy(name: string): readonly string[] {
  const manifest = packages.find((each) => each.manifest.name === name)?.manifest;
  if (!manifest) return [];
  return [...new Set([name, ...Object.keys(manifest.dependencies ?? {}).flatMap(neededBy)])];
}

/** Builds and packs all packages. Installs the command line, and core with OpenAI, each with the packages that they need. */
export async function installPackages(temporary: string): Promise<Installed> {
  await promisify(execFile)('npx', ['-y', 'pnpm@12', 'run', 'build'], { cwd: root });
  const published = packages.filter(({ manifest }) => !manifest.private).map(({ manifest }) => manifest.name);
  const tarballs = await pack(published, temporary);
  const filesOf = (names: readonly string[]) => names.map((name) => tarballs.get(name) ?? name);
  const installed = { one: join(temporary, 'one'), all: join(temporary, 'all'), tarballs };
  await install(filesOf(one), installed.one);
  await install(filesOf(neededBy('rephysco')), installed.all);
  return installed;
}
