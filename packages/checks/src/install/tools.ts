import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../workspace.ts';
import { runIn } from './execute.ts';
import { npmSettings } from './npm-settings.ts';

const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const bun = platform.replace('win-', 'windows-').replace('arm64', 'aarch64');

/** Packages for the short form, with versions. verdaccio is the local registry. */
const basic = { verdaccio: '6.10.4' };

/** Packages for the long form only: package managers, bundlers, and binaries of other Node.js versions. */
const complete = {
  ...basic,
  '@oven/bun': `npm:@oven/bun-${bun}@1.4.5`,
  '@rollup/plugin-commonjs': '29.0.3',
  '@rollup/plugin-json': '6.1.0',
  '@rollup/plugin-node-resolve': '16.0.3',
  esbuild: '0.28.2',
  'node-22': `npm:node-${platform}@22.12.0`,
  'node-24': `npm:node-${platform}@24`,
  'node-26': `npm:node-${platform}@26`,
  rollup: '4.68.8',
  vite: '8.4.0',
  webpack: '5.113.0',
  yarn: '1.22.22',
};

/** Folder with the tools of the check. They are not dependencies of the repository, to keep its lockfile small. */
export interface Tools {
  readonly folder: string;
  /** Returns the path of a file of an installed tool. */
  file(path: string): string;
}

/** Installs the tools from npm, without their scripts, unless an earlier run has installed the same versions. */
export async function installTools(form: 'short' | 'long'): Promise<Tools> {
  const folder = join(root, 'node_modules/.cache/verify-install', form);
  // verdaccio depends on a distribution tag of node-fetch, which some mirrors of the registry lack.
  const overrides = { 'node-fetch': '2.7.0' };
  const manifest = JSON.stringify({ private: true, dependencies: form === 'long' ? complete : basic, overrides });
  const marker = join(folder, 'installed.json');
  if (!existsSync(marker) || (await readFile(marker, 'utf8')) !== manifest) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), manifest);
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    await runIn({ cwd: folder, env: npmSettings(folder) }, 'npm', 'install', ...quiet);
    await writeFile(marker, manifest);
  }
  return { folder, file: (path) => join(folder, 'node_modules', path) };
}
