import { isTest, type SourceFile } from './workspace.ts';

/**
 * Maximum number of lines of a package, without tests and the model table. The limit keeps code that several protocols
 * need in the provider kit of core.
 */
export const maximumLines: Readonly<Record<string, number>> = { anthropic: 900 };

/** Returns the number of lines of a package, without tests and model tables. */
export function linesOf(folder: string, files: readonly SourceFile[]): number {
  return files
    .filter((file) => file.package === folder && !isTest(file) && !/(?:^|\/)[a-z-]*models\.ts$/.test(file.path))
    .reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
}

/** Returns one sentence for each package with too many lines. */
export function sizeProblems(files: readonly SourceFile[]): readonly string[] {
  return Object.entries(maximumLines).flatMap(([folder, most]) => {
    const lines = linesOf(folder, files);
    if (lines > 0 && lines <= most) return [];
    return [
      `packages/${folder}/src has ${lines} lines, but at most ${most} are allowed. Move code that other protocols need into core/src/provider-kit.`,
    ];
  });
}
