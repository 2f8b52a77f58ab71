import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';

type Chunk = Metafile['outputs'][string];

/** Name of the file that holds the merged chunks. */
const merged = 'core.js';

/**
 * Merges the chunks that an entry point always loads into one file. The bundler writes a chunk for each set of entry
 * points that share code, and each file that Node resolves and reads costs half a millisecond of CPU at every start. A
 * merged chunk stays as a file that passes its names on, for those that load it later.
 *
 * @param folder folder with the chunks
 * @param entries names of the entry points, without hash and ending
 * @param loaded names of files that are loaded before. Their chunks stay as they are.
 */
export async function mergeChunks(
  folder: string,
  files: readonly string[],
  { entries, loaded }: { readonly entries: readonly string[]; readonly loaded: readonly string[] },
): Promise<void> {
  const chunks = await readChunks(folder, files);
  const named = (name: string): string => files.find((file) => file.startsWith(`${name}-`)) ?? `${name}.js`;
  const before = closureOf(loaded.map(named), chunks);
  const parts = [...closureOf(entries.map(named), chunks)].filter((file) => !before.has(file));
  const names = new Map(
    parts.map((file, index) => [file, new Map(chunks.get(file)?.exports.map((name) => [name, `${name}_${index}`]))]),
  );
  const list = (file: string, from: (name: string, alias: string) => string): string =>
    [...(names.get(file) ?? [])].map(([name, alias]) => from(name, alias)).join();
  const contents = parts
    .map((file) => `export{${list(file, (name, alias) => `${name} as ${alias}`)}}from"./${file}";`)
    .join('');
  await build({
    stdin: { contents, resolveDir: folder },
    outfile: join(folder, merged),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    packages: 'external',
    external: files.filter((file) => !parts.includes(file)).map((file) => `./${file}`),
    legalComments: 'none',
    // A chunk without used exports can have effects all the same.
    ignoreAnnotations: true,
  });
  for (const file of parts) {
    await writeFile(
      join(folder, file),
      `export{${list(file, (name, alias) => `${alias} as ${name}`)}}from"./${merged}";\n`,
    );
  }
}

/** Reads which names each chunk exports and which chunks it imports. */
async function readChunks(folder: string, files: readonly string[]): Promise<ReadonlyMap<string, Chunk>> {
  const entryPoints = files.map((file) => join(folder, file));
  const { metafile } = await build({
    entryPoints,
    outdir: folder,
    format: 'esm',
    metafile: true,
    write: false,
    allowOverwrite: true,
    logLevel: 'error',
  });
  return new Map(Object.entries(metafile.outputs).map(([path, chunk]) => [basename(path), chunk]));
}

/** Returns files and all chunks that they load at once. */
function closureOf(files: readonly string[], chunks: ReadonlyMap<string, Chunk>): ReadonlySet<string> {
  const found = new Set(files);
  for (const each of found) {
    for (const { path, kind } of chunks.get(each)?.imports ?? []) {
      const name = basename(path);
      if (kind === 'import-statement' && chunks.has(name)) found.add(name);
    }
  }
  return found;
}

/** Returns the JavaScript files among the files that a build wrote. */
export function scriptsOf(paths: readonly string[]): readonly string[] {
  return paths.map((path) => basename(path)).filter((name) => name.endsWith('.js'));
}
