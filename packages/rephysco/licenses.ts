import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Writes down whose code a bundle brings along, and under which licences, as those demand. A package that says nothing
 * of its licence fails the build.
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

/** The folder of the package that a file is of, where it is not one of ours. */
function folderOf(path: string): readonly string[] {
  // A path with a colon is of a module that a plugin made.
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
