import type { Output } from '../../terminal/output.ts';
import { safeText } from '../safe-text.ts';

/** Writes an answer as it comes, and ends it with exactly one newline. */
export interface AnswerWriter {
  write(text: string): void;
  end(): void;
}

/** Newlines at the end are held back until more text comes, so that the answer ends with just one. */
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
