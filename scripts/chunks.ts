import { dirname, join, relative, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';

/** Names that each file of a folder exports, and files that it imports, by the path of the file inside the folder. */
export type Chunks = ReadonlyMap<string, Metafile['outputs'][string]>;

/** Returns the absolute paths of the JavaScript files among the files that a build wrote. */
export function scriptsOf(written: readonly { readonly name: string }[]): readonly string[] {
  return written.flatMap(({ name }) => (name.endsWith('.js') ? resolve(name) : []));
}

/** Reads which names each file exports and which files it imports. */
export async function readChunks(folder: string, paths: readonly string[]): Promise<Chunks> {
  const { metafile } = await build({
    entryPoints: [...paths],
    outdir: folder,
    format: 'esm',
    metafile: true,
    write: false,
    allowOverwrite: true,
    logLevel: 'error',
  });
  return new Map(Object.entries(metafile.outputs).map(([path, chunk]) => [relative(folder, resolve(path)), chunk]));
}

/** Returns a file and all files of the folder that it loads statically. */
export function closureOf(file: string, chunks: Chunks): ReadonlySet<string> {
  const found = new Set([file]);
  for (const each of found) {
    for (const { path, kind } of chunks.get(each)?.imports ?? []) {
      const imported = join(dirname(each), path);
      if (kind === 'import-statement' && chunks.has(imported)) found.add(imported);
    }
  }
  return found;
}

/** Returns the names that a file exports, each as `write` writes it, separated by commas. */
export function exportsOf(file: string, chunks: Chunks, write: (name: string) => string): string {
  return (chunks.get(file)?.exports ?? []).map(write).join();
}
