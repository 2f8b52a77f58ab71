import { importsOf, isRelative, packageOf, targetOf } from './imports.ts';
import { isTest, nameOf, packages, type SourceFile } from './workspace.ts';

/** Allowed imports of a package: packages of this repository by folder, and libraries by name. */
export interface Arrows {
  readonly ours: readonly string[];
  readonly libraries: readonly string[];
  /** Additional imports that tests may use, from this repository and from others. */
  readonly tests?: readonly string[];
}

const protocol = ['core', 'http'];

const providerPackages = packages.filter(({ manifest }) => manifest.keywords?.includes('rephysco-provider'));

/** Folders of packages that each register one provider: those with the keyword `rephysco-provider`. */
export const providers: readonly string[] = providerPackages.map(({ folder }) => folder);

const dialect: Arrows = { ours: [...protocol, 'openai-compatible'], libraries: [], tests: ['@rephysco/simulator'] };

/** Allowed imports of every package, as in the picture of `docs/architecture.md`. */
export const arrows: Readonly<Record<string, Arrows>> = {
  core: {
    ours: [],
    libraries: ['exponential-backoff', 'flat-cache', 'gpt-tokenizer', 'lru-cache'],
    // Third-party stores and schema libraries, to test that they work unchanged.
    tests: ['@keyv/redis', 'ajv', 'arktype', 'keyv', 'keyv-6', 'valibot', 'zod'],
  },
  http: { ours: [], libraries: ['eventsource-parser'] },
  // The official clients check the services that the simulator implements.
  simulator: {
    ours: ['core', 'core/testing'],
    libraries: [],
    tests: ['ajv', 'openai', '@anthropic-ai/sdk', '@google/generative-ai'],
  },
  'openai-compatible': { ours: protocol, libraries: ['openai'], tests: ['@rephysco/simulator'] },
  ...Object.fromEntries(providers.map((folder) => [folder, dialect])),
  gemini: { ours: protocol, libraries: ['@google/generative-ai'], tests: ['@rephysco/simulator'] },
  anthropic: { ours: protocol, libraries: ['@anthropic-ai/sdk'], tests: ['@rephysco/simulator'] },
  queue: { ours: ['core', 'core/testing'], libraries: ['bullmq', 'ioredis'] },
  redis: { ours: ['core', 'core/testing'], libraries: ['ioredis'] },
  rephysco: {
    ours: ['queue', ...protocol, 'openai-compatible', 'simulator', ...providers],
    libraries: ['commander', 'file-type', 'markdansi', 'marked', 'mrmime', 'smol-toml'],
  },
  conformance: {
    ours: ['core', 'openai-compatible', 'simulator', 'queue', 'redis', 'rephysco', ...providers],
    libraries: ['esbuild', 'ioredis'],
    // The parser of `ai` checks the streams for its `useChat`.
    tests: ['ai'],
  },
  // The website reads Markdown and doc comments, and imports no package of ours.
  website: { ours: [], libraries: ['typedoc', 'vitepress'], tests: ['axe-core', 'playwright-core'] },
  checks: {
    ours: ['core', 'core/testing', 'openai-compatible', 'simulator', 'rephysco', 'conformance', ...providers],
    libraries: ['esbuild', 'marked', 'publint', 'typescript'],
  },
};

const contract = '@rephysco/core/testing';
const forTests = ['vitest', 'fast-check', contract];

/** Returns one sentence for each import that `arrows` does not allow. */
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
    const target = targetOf(file, specifier);
    if (target === '../package.json') return undefined;
    if (target.startsWith('..')) return 'a path must not leave its package';
    return specifier.endsWith('.ts') ? undefined : 'relative imports end in .ts';
  }
  if (specifier.startsWith('node:')) return undefined;
  const name = specifier === contract ? contract : packageOf(specifier);
  const known = [...allowed.ours.map(packageNamed), ...allowed.libraries];
  const extra = isTest(file) ? [...(allowed.tests ?? []), ...forTests] : [];
  return [...known, ...extra].includes(name) ? undefined : `no arrow leads from ${file.package} to ${name}`;
}

function packageNamed(folder: string): string {
  return folder === 'rephysco' ? folder : `@rephysco/${folder}`;
}
