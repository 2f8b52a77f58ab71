import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceFile } from './workspace.ts';

/** Every module a file names: imported, re-exported, imported on demand or for its types only. */
export function importsOf(file: SourceFile): readonly string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** What a bare specifier installs: `openai` for `openai/error`, `@rephysco/core` for `@rephysco/core/testing`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Where a relative import of the file leads, below `src`; starts with `..` when it leaves the package. */
export function targetOf(file: SourceFile, specifier: string): string {
  return posix.join(posix.dirname(file.path), specifier);
}

/** Whether the specifier is a path, not a package. */
export function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}
