import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Writes the licences of all packages in a bundle to a file, as these licences require. The build fails for a package
 * without a licence.
 */
export const licenses: Plugin = {
  name: 'licenses',
  setup(build) {
    const output = join(build.initialOptions.outdir ?? 'dist', 'THIRD-PARTY-LICENSES.txt');
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      const folders = new Set(Object.keys(metafile?.inputs ?? {}).flatMap(folderOf));
      const texts = [...folders].sort().map(licenseOf);
      if (texts.length > 0) writeFileSync(output, [...new Set(texts)].join(`\n${'-'.repeat(80)}\n\n`));
    });
  },
};

/** Returns the folder of the installed package that contains a file, or an empty list for files of this repository. */
function folderOf(path: string): readonly string[] {
  // Paths with a colon belong to modules that a plugin created.
  const [folder] = /^[^:]*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
  return folder === undefined ? [] : [resolve(folder)];
}

function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (!license && !file) throw new Error(`${name} ${version} is bundled and says nothing of its licence.`);
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${name} ${version} (${license})\n\n${text}\n`;
}
