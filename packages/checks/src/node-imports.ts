import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './workspace.ts';

/**
 * Bundles an entry point for a runtime without Node's modules. Returns the Node modules that it imports at load.
 * Dynamic imports are not included.
 *
 * @param entry source file below `packages`
 */
export async function nodeImportsAtLoad(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: { entry: join(root, 'packages', entry) },
    bundle: true,
    splitting: true,
    write: false,
    outdir: root,
    absWorkingDir: root,
    format: 'esm',
    platform: 'neutral',
    conditions: ['@rephysco/source', 'workerd', 'worker', 'import'],
    mainFields: ['module', 'main'],
    external: ['node:*', 'buffer'],
    metafile: true,
    logLevel: 'error',
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
