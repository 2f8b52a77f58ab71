import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { type BuildOptions, build } from 'esbuild';
import { root } from './workspace.ts';

const options = {
  bundle: true,
  write: false,
  absWorkingDir: root,
  platform: 'neutral',
  conditions: ['@rephysco/source', 'workerd', 'worker', 'import'],
  mainFields: ['module', 'main'],
  external: ['node:*', 'buffer'],
  logLevel: 'error',
} as const satisfies BuildOptions;

/**
 * Bundles an entry point for a runtime without Node's modules. Returns the Node modules that it imports at load.
 * Dynamic imports are not included.
 *
 * @param entry source file below `packages`
 */
export async function nodeImportsAtLoad(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    ...options,
    entryPoints: { entry: join(root, 'packages', entry) },
    splitting: true,
    outdir: root,
    format: 'esm',
    metafile: true,
  });
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind, external } of metafile.outputs[file]?.imports ?? []) {
      if (kind === 'dynamic-import') continue;
      if (external) found.add(path);
      else visit(path);
    }
  };
  visit('entry.js');
  if (seen.size === 1 && !metafile.outputs['entry.js']) throw new Error(`The bundle of ${entry} has no entry.`);
  return [...found];
}

/**
 * Bundles an entry point and runs the bundle where nothing of Node exists, not even `process`. Returns the names that it
 * exports.
 *
 * @throws the error of code that needs Node at load
 */
export async function namesWithoutNode(entry: string): Promise<readonly string[]> {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [join(root, 'packages', entry)],
    format: 'iife',
    globalName: 'loaded',
  });
  const web = { URL, TextEncoder, TextDecoder, AbortController, AbortSignal, performance };
  return runInContext(`${outputFiles?.[0]?.text}\nObject.keys(loaded)`, createContext(web)) as readonly string[];
}
