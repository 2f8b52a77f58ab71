import { importsOf, isRelative, packageOf, targetOf } from './imports.ts';
import { isTest, nameOf, type SourceFile } from './workspace.ts';

/** What a package may import: packages of this repository by folder, and libraries by name. */
export interface Arrows {
  readonly ours: readonly string[];
  readonly libraries: readonly string[];
  /** What its tests may import of ours besides, `@rephysco/core/testing` included. */
  readonly tests?: readonly string[];
}

const protocol = ['core', 'http'];
const dialect: Arrows = { ours: [...protocol, 'openai-compatible'], libraries: [], tests: ['simulator'] };

/** The picture of `docs/architecture.md` as data, for every package there is and those still to come. */
export const arrows: Readonly<Record<string, Arrows>> = {
  core: { ours: [], libraries: ['exponential-backoff', 'flat-cache', 'gpt-tokenizer', 'lru-cache'] },
  http: { ours: [], libraries: ['eventsource-parser'] },
  simulator: { ours: ['core'], libraries: [] },
  'openai-compatible': { ours: protocol, libraries: ['openai'], tests: ['simulator'] },
  gemini: { ours: protocol, libraries: ['@google/generative-ai'], tests: ['simulator'] },
  openai: { ...dialect, libraries: ['openai'] },
  aliyun: dialect,
  xai: dialect,
  siliconflow: dialect,
  rephysco: {
    ours: ['core', 'openai', 'gemini', 'aliyun', 'xai', 'siliconflow', 'simulator'],
    libraries: ['commander'],
  },
  checks: { ours: ['core', 'openai', 'simulator'], libraries: ['esbuild', 'marked', 'publint', 'typescript'] },
};

const testLibraries = ['vitest', 'fast-check'];

/** What the imports of the files say against the arrows, a sentence each; empty when all is well. */
export function arrowProblems(
  files: readonly SourceFile[],
  table: Readonly<Record<string, Arrows>> = arrows,
): readonly string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const complaint = complaintAbout(file, specifier, table[file.package]);
      return complaint ? [`${nameOf(file)} imports '${specifier}': ${complaint}`] : [];
    }),
  );
}

function complaintAbout(file: SourceFile, specifier: string, allowed: Arrows | undefined): string | undefined {
  if (!allowed) return `the table of arrows does not know packages/${file.package}`;
  if (isRelative(specifier)) {
    if (targetOf(file, specifier).startsWith('..')) return 'a path must not leave its package';
    return specifier.endsWith('.ts') ? undefined : 'relative imports end in .ts';
  }
  if (specifier.startsWith('node:')) return undefined;
  const name = packageOf(specifier);
  if (name !== 'rephysco' && !name.startsWith('@rephysco/')) {
    const libraries = isTest(file) ? [...allowed.libraries, ...testLibraries] : allowed.libraries;
    return libraries.includes(name) ? undefined : `${file.package} may not use this library`;
  }
  const ours = isTest(file) ? [...allowed.ours, ...(allowed.tests ?? [])] : allowed.ours;
  if (!ours.includes(name.replace('@rephysco/', ''))) return `no arrow leads from ${file.package} to ${name}`;
  if (specifier !== name && !isTest(file)) return 'only tests import a second entry';
  return undefined;
}
