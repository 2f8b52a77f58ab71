import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceFile } from './workspace.ts';

/** Returns every module that a file imports, re-exports, loads dynamically or imports types from. */
export function importsOf(file: SourceFile): readonly string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/**
 * Returns the package of a bare specifier: `openai` for `openai/error`, `@rephysco/core` for `@rephysco/core/testing`.
 */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Returns the target of a relative import, below `src`. Starts with `..` if it leaves the package. */
export function targetOf(file: SourceFile, specifier: string): string {
  return posix.join(posix.dirname(file.path), specifier);
}

/** Returns `true` if the specifier is a path, not a package. */
export function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}
