import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runIn } from './execute.ts';
import { projectOf } from './matrix.ts';
import { programOf } from './rows.ts';
import type { Scenario, Surroundings } from './scenario.ts';

interface Bundler {
  readonly name: string;
  /** Body of a module that bundles `entry` into the folder `out`, as `main.mjs`. */
  readonly script: string;
}

/** Bundlers with the settings for a program that runs on Node.js without `node_modules`. */
const bundlers: readonly Bundler[] = [
  {
    name: 'esbuild',
    script: `import { build } from 'esbuild';
      await build({ entryPoints: { main: entry }, outdir: out, outExtension: { '.js': '.mjs' }, bundle: true,
        splitting: true, format: 'esm', platform: 'node', minify: true, logLevel: 'error' });`,
  },
  {
    name: 'rollup',
    script: `import { rollup } from 'rollup';
      import commonjs from '@rollup/plugin-commonjs';
      import json from '@rollup/plugin-json';
      import { nodeResolve } from '@rollup/plugin-node-resolve';
      const plugins = [nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()];
      const bundle = await rollup({ input: { main: entry }, plugins, onwarn: () => {} });
      await bundle.write({ dir: out, format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' });`,
  },
  {
    name: 'vite',
    script: `import { build } from 'vite';
      const output = { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' };
      await build({ root: dirname(entry), configFile: false, logLevel: 'error', ssr: { noExternal: true },
        build: { ssr: true, outDir: out, minify: true, rollupOptions: { input: { main: entry }, output } } });`,
  },
  {
    name: 'webpack',
    script: `import webpack from 'webpack';
      const options = { mode: 'production', target: 'node22', entry: { main: entry }, experiments: { outputModule: true },
        output: { path: out, filename: '[name].mjs', chunkFilename: '[name].mjs', module: true, library: { type: 'module' } } };
      await new Promise((resolve, reject) => webpack(options, (error, stats) => {
        if (error) reject(error);
        else if (stats.hasErrors()) reject(new Error(stats.toString('errors-only')));
        else resolve();
      }));`,
  },
];

/** Checks that bundlers keep the registration of a provider, which is a side effect of an import. */
export const bundles: Scenario = {
  name: 'registration in bundles',
  async run(surroundings) {
    const problems: string[] = [];
    for (const bundler of bundlers) {
      const problem = await problemOf(bundler, surroundings).catch((error: Error) => error.message);
      if (problem !== undefined) problems.push(`${bundler.name}: ${problem}`);
    }
    return problems;
  },
};

async function problemOf({ name, script }: Bundler, { rows, managers, folder, tools, env }: Surroundings) {
  const [manager] = managers;
  const row = rows.find((each) => each.name === 'openai');
  if (!row || !manager) throw new Error('The matrix has no row for openai, or no package manager.');
  const project = projectOf(folder, manager, row);
  const out = join(folder, `bundle-${name}`);
  await mkdir(out);
  const entry = join(project, `${name}.mjs`);
  await writeFile(entry, programOf(row, 'import'));
  const build = join(tools.folder, `${name}.mjs`);
  const paths = `const [entry, out] = ${JSON.stringify([entry, out])};`;
  await writeFile(build, `import { dirname } from 'node:path';\n${paths}\n${script}\n`);
  await runIn({ cwd: tools.folder }, process.execPath, build);
  await rm(build);
  const { stdout } = await runIn({ cwd: out, env }, process.execPath, 'main.mjs');
  if (stdout === 'plain\nstreamed\n') return undefined;
  return `the bundle of ${(await readdir(out)).join(', ')} printed ${stdout}`;
}
