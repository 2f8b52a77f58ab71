import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './workspace.ts';

const execute = promisify(execFile);

/**
 * Packs packages of the workspace, built before, as they would be published.
 *
 * @param names packages; `name...` stands for one and all that it depends on
 * @returns the path of each tarball by the name of its package
 */
export async function pack(names: readonly string[], into: string): Promise<ReadonlyMap<string, string>> {
  const filters = names.flatMap((name) => ['--filter', name]);
  const args = ['-y', 'pnpm@12', ...filters, 'pack', '--json', '--pack-destination', into];
  const { stdout } = await execute('npx', args, { cwd: root });
  const packed: readonly { readonly name: string; readonly filename: string }[] = [JSON.parse(stdout)].flat();
  return new Map(packed.map(({ name, filename }) => [name, filename]));
}

/** Makes a project in a new folder and installs nothing there but the tarballs and what they depend on. */
export async function install(tarballs: Iterable<string>, folder: string): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline'];
  await execute('npm', ['install', ...quiet, ...tarballs], { cwd: folder });
}
