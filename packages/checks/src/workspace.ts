import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

/** Root folder of the repository. */
export const root: string = resolve(import.meta.dirname, '../../..');

/** TypeScript file below a package's `src`. */
export interface SourceFile {
  /** Folder of the package below `packages`, such as `openai-compatible`. */
  readonly package: string;
  /** Path below `src`, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Fields of a `package.json` that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly keywords?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** Folder below `packages`. */
export interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: readonly SourceFile[];
}

/** Every package of the workspace that has sources. */
export const packages: readonly Package[] = readdirSync(join(root, 'packages'))
  .filter((folder) => existsSync(join(root, 'packages', folder, 'src')))
  .map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')),
    files: sourcesOf(folder),
  }));

/** Every source and test file of the workspace. */
export const sources: readonly SourceFile[] = packages.flatMap(({ files }) => files);

/** Returns `true` if the file is a test, to which the rules for published code do not apply. */
export function isTest({ path }: SourceFile): boolean {
  return /\.test(-d)?\.ts$/.test(path);
}

/** Returns the name of a file for messages. */
export function nameOf({ package: folder, path }: SourceFile): string {
  return `packages/${folder}/src/${path}`;
}

function sourcesOf(folder: string): readonly SourceFile[] {
  const src = join(root, 'packages', folder, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({
      package: folder,
      path: path.replaceAll(sep, '/'),
      text: readFileSync(join(src, path), 'utf8'),
    }));
}
