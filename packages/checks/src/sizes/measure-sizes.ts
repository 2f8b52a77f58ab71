import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { run } from '@rephysco/conformance/run';
import { simulatedServices } from '@rephysco/conformance/simulated-services';
import { build } from 'esbuild';
import { loadedFiles } from '../loaded-packages.ts';
import type { Sizes } from './sizes.ts';

/** Folders in which packed packages are installed. */
export interface Installed {
  /** Core and the provider of OpenAI. */
  readonly one: string;
  /** The command line, and the packages that npm installs with it. */
  readonly all: string;
  /** Path of the tarball of every published package, by name. */
  readonly tarballs: ReadonlyMap<string, string>;
}

/** Measures installed packages. Writes bundles to temporary folders inside the installations. */
export async function measureSizes({ one, all, tarballs }: Installed): Promise<Sizes> {
  const unpacked = await mkdtemp(join(one, 'unpacked-'));
  const gzip: Record<string, number> = {};
  for (const [name, tarball] of [...tarballs].sort(([a], [b]) => a.localeCompare(b))) {
    gzip[name] = await gzippedPackage(await unpack(tarball, join(unpacked, name)));
  }
  return {
    measuredOn: new Date().toISOString().slice(0, 10),
    installs: {
      '@rephysco/core @rephysco/openai': await installed(one),
      rephysco: await installed(all),
    },
    gzip,
    call: await oneCall(one),
    imports: {
      '@rephysco/core': (await loadedFiles('@rephysco/core', one)).length,
      '@rephysco/openai': (await loadedFiles('@rephysco/openai', one)).length,
      rephysco: (await loadedFiles('rephysco', all)).length,
    },
  };
}

async function unpack(tarball: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await promisify(execFile)('tar', ['-xzf', tarball, '-C', folder]);
  return join(folder, 'package');
}

async function installed(project: string): Promise<{ readonly packages: number; readonly bytes: number }> {
  const modules = join(project, 'node_modules');
  const files = (await readdir(modules, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  const lock: { readonly packages: object } = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8'));
  return { packages: Object.keys(lock.packages).length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Bundles all entry points of a package without its dependencies. Returns the sum of the gzipped files. */
async function gzippedPackage(folder: string): Promise<number> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly default?: string }>>;
    readonly bin?: Readonly<Record<string, string>>;
  };
  const exported = Object.values(manifest.exports).flatMap((entry) => entry.default ?? []);
  const entryPoints = [...exported, ...Object.values(manifest.bin ?? {})].map((path) => join(folder, path));
  const { outputFiles } = await build({ ...options, entryPoints, packages: 'external', write: false, outdir: folder });
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
}

const options = {
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  logLevel: 'silent',
  outExtension: { '.js': '.mjs' },
} as const;

/** Bundles a program with one call, runs it, and adds up the gzipped files that it loaded. */
async function oneCall(project: string): Promise<Sizes['call']> {
  const outdir = await realpath(await mkdtemp(join(project, 'bundle-')));
  const contents = `import { LLMClient } from '@rephysco/core'; import '@rephysco/openai';
    const client = new LLMClient({ provider: 'openai' });
    await client.generate('Where do arrows point?');
    await client.close();`;
  await build({ ...options, stdin: { contents, resolveDir: project, sourcefile: 'call.js' }, outdir });
  const alone = join(outdir, 'alone');
  await mkdir(alone);
  await writeFile(join(alone, 'package.json'), '{}');
  await using services = await simulatedServices();
  const text = `
    import { registerHooks } from 'node:module';
    const urls = new Set();
    registerHooks({ load: (url, context, next) => (urls.add(url), next(url, context)) });
    await import('../stdin.mjs');
    console.log(JSON.stringify([...urls].filter((url) => url.startsWith('file:'))));`;
  const urls: readonly string[] = JSON.parse(await run({ text, cwd: alone, env: services.env }));
  const files = await Promise.all(urls.map(async (url) => gzipSync(await readFile(fileURLToPath(url))).length));
  return { files: files.length, gzip: files.reduce((sum, size) => sum + size, 0) };
}
