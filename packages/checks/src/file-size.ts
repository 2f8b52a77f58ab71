import { isTest, nameOf, type SourceFile } from './workspace.ts';

/** Longest file, and longest median of all files, in lines. */
export const limits: { readonly longest: number; readonly median: number } = { longest: 200, median: 60 };

/** What is longer than a sitting, a sentence each; tests and model tables are as long as their facts. */
export function sizeProblems(files: readonly SourceFile[]): readonly string[] {
  const counted = files.filter((file) => !isTest(file) && !/(^|\/)models\.ts$/.test(file.path));
  const long = counted
    .filter((file) => linesOf(file) > limits.longest)
    .map((file) => `${nameOf(file)} has ${linesOf(file)} lines, more than ${limits.longest}`);
  const middle = median(counted.map(linesOf));
  const wide = middle > limits.median ? [`files have a median of ${middle} lines, more than ${limits.median}`] : [];
  return [...long, ...wide];
}

function linesOf({ text }: SourceFile): number {
  return text.trimEnd().split('\n').length;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [lower = 0, upper = lower] = sorted.slice(Math.ceil(sorted.length / 2) - 1);
  return sorted.length % 2 ? lower : (lower + upper) / 2;
}
