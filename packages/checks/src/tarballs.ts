import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './workspace.ts';

const execute = promisify(execFile);

/**
 * Packs built packages of the workspace as the next release publishes them.
 *
 * @param names packages; `name...` also selects all dependencies of a package
 * @returns the path of each tarball by the name of its package
 */
export async function pack(names: readonly string[], into: string): Promise<ReadonlyMap<string, string>> {
  const tarballs = await packUnchanged(names, into);
  for (const tarball of tarballs.values()) await setFirstVersion(tarball);
  return tarballs;
}

/**
 * Packs built packages with the versions of their manifests.
 *
 * @param from folder of the repository
 * @returns the path of each tarball by the name of its package
 */
export async function packUnchanged(
  names: readonly string[],
  into: string,
  from: string = root,
): Promise<ReadonlyMap<string, string>> {
  const filters = names.flatMap((name) => ['--filter', name]);
  const args = ['-y', 'pnpm@12', ...filters, 'pack', '--json', '--pack-destination', into];
  const { stdout } = await execute('npx', args, { cwd: from });
  const packed: readonly { readonly name: string; readonly filename: string }[] = [JSON.parse(stdout)].flat();
  return new Map(packed.map(({ name, filename }) => [name, filename]));
}

/**
 * Sets the version of an unreleased package's tarball to 1.0.0. Its first release has that version, and the peer ranges
 * of the other packages require it.
 */
const setFirstVersion = (tarball: string): Promise<void> =>
  changeManifest(tarball, (manifest) =>
    JSON.parse(JSON.stringify(manifest).replace(/("\^?)0\.0\.0"/g, (_, start: string) => `${start}1.0.0"`)),
  );

/** Replaces the manifest of a tarball by a changed one. */
export async function changeManifest(
  tarball: string,
  change: (manifest: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Promise<void> {
  const folder = await mkdtemp(join(dirname(tarball), 'unpacked-'));
  const path = join(folder, 'package/package.json');
  await execute('tar', ['-xzf', tarball, '-C', folder]);
  const manifest = change(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
  await execute('tar', ['-czf', tarball, '-C', folder, 'package']);
  await rm(folder, { recursive: true });
}

/** Creates a project in a new folder and installs only the tarballs and their dependencies. */
export async function install(tarballs: Iterable<string>, folder: string): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline'];
  await execute('npm', ['install', ...quiet, ...tarballs], { cwd: folder });
}
