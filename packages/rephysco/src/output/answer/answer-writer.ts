import type { Output } from '../../terminal/output.ts';
import { safeText } from '../safe-text.ts';

/** Writes an answer as it arrives and ends it with exactly one newline. */
export interface AnswerWriter {
  write(text: string): void;
  end(): void;
}

/**
 * Creates a writer that holds back trailing newlines until more text arrives, so that the answer ends with exactly one.
 */
export function createAnswerWriter(output: Pick<Output, 'write'>): AnswerWriter {
  let held = '';
  let wrote = false;
  return {
    write(text) {
      const all = held + text;
      const kept = all.replace(/\n+$/, '');
      held = all.slice(kept.length);
      if (kept === '') return;
      output.write(kept);
      wrote = true;
    },
    end() {
      if (wrote) output.write('\n');
      held = '';
      wrote = false;
    },
  };
}

/** Returns a single line without control characters. */
export function safeLine(text: string): string {
  return safeText(text).replaceAll(/\s*\n\s*/g, ' ');
}
