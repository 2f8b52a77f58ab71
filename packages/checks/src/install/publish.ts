import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changeManifest } from '../tarballs.ts';
import { runIn } from './execute.ts';
import type { Surroundings } from './scenario.ts';

type Places = Pick<Surroundings, 'folder' | 'registry' | 'tarballs'>;

/** Returns a version that is higher than that of the packed package. */
export async function nextVersion(
  { tarballs, folder }: Places,
  name: string,
  bump: 'minor' | 'patch',
): Promise<string> {
  const [major = 0, minor = 0, patch = 0] = (await versionOf(tarballOf(tarballs, name), folder)).split('.').map(Number);
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** Returns the version of a tarball. */
export async function versionOf(tarball: string, cwd: string): Promise<string> {
  const { stdout } = await runIn({ cwd }, 'tar', '-xOzf', tarball, 'package/package.json');
  return (JSON.parse(stdout) as { readonly version: string }).version;
}

/** Publishes the files of a packed package with another version. */
export async function publishAs({ tarballs, folder, registry }: Places, name: string, version: string): Promise<void> {
  const copy = join(await mkdtemp(join(folder, 'release-')), 'package.tgz');
  await writeFile(copy, await readFile(tarballOf(tarballs, name)));
  await changeManifest(copy, (manifest) => ({ ...manifest, version }));
  await registry.publish(copy);
}

/** Publishes a third-party package that consists of a manifest and files. */
export async function publishForeign(
  { folder, registry }: Places,
  manifest: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const place = await mkdtemp(join(folder, 'foreign-'));
  await mkdir(join(place, 'package'));
  const texts = { ...files, 'package.json': JSON.stringify({ version: '1.0.0', type: 'module', ...manifest }) };
  for (const [path, text] of Object.entries(texts)) await writeFile(join(place, 'package', path), text);
  await runIn({ cwd: place }, 'tar', '-czf', 'package.tgz', 'package');
  await registry.publish(join(place, 'package.tgz'));
  await rm(join(place, 'package'), { recursive: true });
}

function tarballOf(tarballs: ReadonlyMap<string, string>, name: string): string {
  const tarball = tarballs.get(name);
  if (tarball === undefined) throw new Error(`The package ${name} was not packed.`);
  return tarball;
}
