import { readFileSync } from 'node:fs';
import { answerTo } from '../counting-service.ts';

/** Comparison of an output file with the expected lines. */
export interface ResultCheck {
  readonly missing: number;
  readonly duplicates: number;
  /** Number of lines with another answer, or at another position. */
  readonly wrong: number;
}

/** Checks that a file has the outcome of each prompt once, in order. */
export function checkResult(output: string, prompts: readonly string[]): ResultCheck {
  const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
  const counts = new Map<number, number>();
  let wrong = 0;
  for (const [position, line] of lines.entries()) {
    const { index, result } = JSON.parse(line) as { index: number; result?: { text: string } };
    counts.set(index, (counts.get(index) ?? 0) + 1);
    if (index !== position || result?.text !== answerTo(prompts[index] ?? '')) wrong += 1;
  }
  return {
    missing: prompts.filter((_, index) => !counts.has(index)).length,
    duplicates: [...counts.values()].filter((count) => count > 1).length,
    wrong,
  };
}
