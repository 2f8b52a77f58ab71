import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.ts';

/** Path of the recorded sizes, relative to the root of the repository. */
export const sizesFile = 'packages/checks/sizes.json';

/** Page that shows the recorded sizes. */
export const sizesPage = 'docs/performance.md';

/** Sizes of the packed packages, in bytes or as numbers of packages and files. */
export interface Sizes {
  /** Day of the measurement, as `YYYY-MM-DD`. */
  readonly measuredOn: string;
  /** Number of installed packages and their bytes on disk, by the requested packages. */
  readonly installs: Readonly<Record<string, { readonly packages: number; readonly bytes: number }>>;
  /** Bytes of the minified and gzipped code of each package, without its dependencies. */
  readonly gzip: Readonly<Record<string, number>>;
  /** Files of a bundle that one call through core and OpenAI loads. */
  readonly call: { readonly files: number; readonly gzip: number };
  /** Number of files that Node.js loads when a module is imported. */
  readonly imports: Readonly<Record<string, number>>;
}

/** Returns the sizes that the repository records. */
export function recordedSizes(): Sizes {
  return JSON.parse(readFileSync(join(root, sizesFile), 'utf8')) as Sizes;
}

/**
 * Returns one sentence for each size that exceeds its record. Installations may grow by 10 %, because the newest
 * versions of libraries are installed. Code may grow by 2 % and 500 bytes. Numbers of loaded files may not grow.
 */
export function growthOf(recorded: Sizes, measured: Sizes): readonly string[] {
  const before = figuresOf(recorded);
  return Object.entries(figuresOf(measured)).flatMap(([name, { value, tolerance, slack = 0 }]) => {
    const limit = before[name]?.value;
    const hint = 'If that is intended, run: npx -y pnpm@12 run sizes';
    if (limit === undefined) return [`${name} is not recorded. Run: npx -y pnpm@12 run sizes`];
    return value <= limit * (1 + tolerance) + slack ? [] : [`${name} is ${value}, and ${limit} is recorded. ${hint}`];
  });
}

interface Figure {
  readonly value: number;
  /** Fraction by which the value may exceed its record. */
  readonly tolerance: number;
  /** Amount by which it may also exceed it. @default 0 */
  readonly slack?: number;
}

function figuresOf({ installs, gzip, call, imports }: Sizes): Readonly<Record<string, Figure>> {
  const code = { tolerance: 0.02, slack: 500 };
  const figures: Record<string, Figure> = {};
  for (const [name, { packages, bytes }] of Object.entries(installs)) {
    figures[`packages installed for ${name}`] = { value: packages, tolerance: 0.1 };
    figures[`bytes installed for ${name}`] = { value: bytes, tolerance: 0.1 };
  }
  for (const [name, value] of Object.entries(gzip)) figures[`gzipped code of ${name}`] = { value, ...code };
  figures['files loaded by one call'] = { value: call.files, tolerance: 0 };
  figures['gzipped code of one call'] = { value: call.gzip, ...code };
  for (const [name, value] of Object.entries(imports)) figures[`files loaded by ${name}`] = { value, tolerance: 0 };
  return figures;
}

/** Returns the tables of the page about sizes, as Markdown. */
export function sizeTables({ measuredOn, installs, gzip, call, imports }: Sizes): string {
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const lines = [
    `Measured on ${measuredOn}:`,
    '',
    '| `npm install` | packages | on disk |',
    '|---|---|---|',
    ...Object.entries(installs).map(([name, each]) => `| \`${name}\` | ${each.packages} | ${megabytes(each.bytes)} |`),
    '',
    '| code | minified and gzipped |',
    '|---|---|',
    ...Object.entries(gzip).map(([name, bytes]) => `| \`${name}\` | ${kilobytes(bytes)} |`),
    `| core and OpenAI in a bundle, as one call loads it (${call.files} files) | ${kilobytes(call.gzip)} |`,
    '',
    '| module | files loaded at import |',
    '|---|---|',
    ...Object.entries(imports).map(([name, files]) => `| \`${name}\` | ${files} |`),
  ];
  return lines.join('\n');
}

const start = '<!-- sizes -->';
const end = '<!-- /sizes -->';

/** Returns the part of a page between the marks of the sizes. @throws Error for a page without marks */
export function sizesIn(page: string): string {
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${sizesPage} needs the marks ${start} and ${end}.`);
  return page.slice(from + start.length, to).trim();
}

/** Returns a page whose tables show these sizes. */
export function withSizes(page: string, sizes: Sizes): string {
  return page.replace(`${start}\n${sizesIn(page)}`, `${start}\n${sizeTables(sizes)}`);
}
