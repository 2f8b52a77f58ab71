import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Installed } from './sizes/measure-sizes.ts';
import { install, pack } from './tarballs.ts';
import { root } from './workspace.ts';

/** Packages that a program with core and the provider of OpenAI needs. */
export const one: readonly string[] = ['core', 'http', 'openai-compatible', 'openai'].map(
  (name) => `@rephysco/${name}`,
);

/** Builds and packs the command line and the packages that it needs, and installs them below a folder. */
export async function installPackages(temporary: string): Promise<Installed> {
  await promisify(execFile)('npx', ['-y', 'pnpm@12', 'run', 'build', '--filter=rephysco'], { cwd: root });
  const tarballs = await pack(['rephysco...'], temporary);
  const installed = { one: join(temporary, 'one'), all: join(temporary, 'all') };
  await install(
    one.map((name) => tarballs.get(name) ?? name),
    installed.one,
  );
  await install(tarballs.values(), installed.all);
  return installed;
}
