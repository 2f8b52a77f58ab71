import type { Options } from 'tsup';

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
  };
}
