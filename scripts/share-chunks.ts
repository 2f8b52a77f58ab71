import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { closureOf, exportsOf, readChunks } from './chunks.ts';

/**
 * Joins the chunks that an entry point always loads to one file, `shared.js`. The bundler writes a chunk for each set of
 * entry points that share code, and each file that Node.js resolves and reads costs CPU at every start. The entry point
 * stays apart, so that its exports do not change.
 *
 * @param folder folder with the built files
 * @param paths absolute paths of all JavaScript files in the folder
 * @param entry name of the entry point
 */
export async function shareChunks(folder: string, paths: readonly string[], entry: string): Promise<void> {
  const chunks = await readChunks(folder, paths);
  const joined = [...closureOf(entry, chunks)].filter((file) => file !== entry);
  const others = paths.filter((path) => !joined.some((file) => path === resolve(folder, file)));
  const uses = new Map<string, number>();
  for (const name of joined.flatMap((file) => chunks.get(file)?.exports ?? []))
    uses.set(name, (uses.get(name) ?? 0) + 1);
  // A name that two chunks export gets a suffix.
  const alias = (name: string, file: string): string =>
    uses.get(name) === 1 ? name : `${name}_${joined.indexOf(file)}`;
  const contents = joined.map((file) => {
    return `export { ${exportsOf(file, chunks, (name) => `${name} as ${alias(name, file)}`)} } from './${file}';`;
  });
  const shared = resolve(folder, 'shared.js');
  await bundle(shared, others, { stdin: { contents: contents.join('\n'), resolveDir: folder } });
  for (const file of joined) {
    const names = exportsOf(file, chunks, (name) => `${alias(name, file)} as ${name}`);
    await writeFile(join(folder, file), `export { ${names} } from './shared.js';\n`);
  }
  // The other files import the names from `shared.js` instead of from the chunks.
  for (const path of others) {
    await bundle(path, [shared, ...others.filter((other) => other !== path)], { entryPoints: [path] });
  }
  for (const file of joined.flatMap((name) => [name, `${name}.map`])) await rm(join(folder, file));
}

/** Bundles code into a file that imports the files in `external`. */
async function bundle(outfile: string, external: readonly string[], source: BuildOptions): Promise<void> {
  await build({
    ...source,
    outfile,
    external: [...external],
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: true,
    packages: 'external',
    // A chunk without used exports can still have side effects.
    ignoreAnnotations: true,
  });
}
