import { readFile } from 'node:fs/promises';
import type { Options } from 'tsup';

/** Plugin of the bundler that builds packages. */
export type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Reduces an imported `package.json` to the version, because bundlers keep all fields of an imported object. */
export const onlyVersion: Plugin = {
  name: 'only-version',
  setup(build) {
    build.onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * Returns the build options of every package: modern ESM with bundled types. Dependencies stay external.
 *
 * @param entry source file of each entry point, by the path of its output in `dist` without extension
 */
export function library(entry: Readonly<Record<string, string>> = { index: 'src/index.ts' }): Options {
  return {
    entry: { ...entry },
    format: ['esm'],
    target: 'node22',
    // `AsyncDisposable` and `Symbol.asyncDispose` are missing from the default library of TypeScript.
    dts: { banner: '/// <reference lib="esnext.disposable" />' },
    clean: true,
    sourcemap: true,
    removeNodeProtocol: false,
    tsconfig: '../../tsconfig.base.json',
    esbuildPlugins: [onlyVersion],
  };
}
