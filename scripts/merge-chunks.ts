import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { closureOf, exportsOf, readChunks } from './chunks.ts';

/**
 * Merges the chunks that an entry point always loads into its file. The bundler writes a chunk for each set of entry
 * points that share code, and each file that Node resolves and reads costs a millisecond of CPU at every start. A merged
 * chunk stays as a file that passes its names on, for those that load it later.
 *
 * @param folder folder with the chunks
 * @param paths absolute paths of all JavaScript files in the folder
 * @param entries names of the entry points, without hash and ending, in the order in which they are loaded. A chunk is
 *   merged into the first entry point that loads it. Later entry points import it from there, so an entry point must not
 *   load a later one at its top level.
 */
export async function mergeChunks(folder: string, paths: readonly string[], entries: readonly string[]): Promise<void> {
  const chunks = await readChunks(folder, paths);
  const files = paths.map((path) => basename(path));
  const stubs = new Set<string>();
  const merged = new Set<string>();
  for (const name of entries) {
    const entry = files.find((file) => file.startsWith(`${name}-`)) ?? `${name}.js`;
    const others = [...closureOf(entry, chunks)].filter((file) => file !== entry && !merged.has(file));
    // Names of the merged chunks get a suffix, because two chunks may export the same short name.
    const list = (file: string, from: (name: string, alias: string) => string): string =>
      exportsOf(file, chunks, (each) => from(each, `${each}_${others.indexOf(file)}`));
    const contents = others.map(
      (file) => `export{${list(file, (own, alias) => `${own} as ${alias}`)}}from"./${file}";`,
    );
    await bundle({
      folder,
      entry,
      contents: `export*from"./${entry}";${contents.join('')}`,
      // Resolves chunks of earlier entry points to the file that contains them.
      external: files.filter((file) => file !== entry && !others.includes(file) && !stubs.has(file)),
    });
    for (const file of others) {
      const names = list(file, (own, alias) => `${alias} as ${own}`);
      await writeFile(join(folder, file), `export{${names}}from"./${entry}";\n`);
      stubs.add(file);
    }
    for (const file of [entry, ...others]) merged.add(file);
  }
}

/** Bundles code into the file of an entry point. */
async function bundle({
  folder,
  entry,
  contents,
  external,
}: {
  readonly folder: string;
  readonly entry: string;
  readonly contents: string;
  readonly external: readonly string[];
}): Promise<void> {
  await build({
    stdin: { contents, resolveDir: folder },
    outfile: join(folder, entry),
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    packages: 'external',
    external: external.map((file) => `./${file}`),
    legalComments: 'none',
    // A chunk without used exports can still have side effects.
    ignoreAnnotations: true,
  });
}
