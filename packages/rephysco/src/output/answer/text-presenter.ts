import type { GenerateResult } from '@rephysco/core';
import type { Terminal } from '../../terminal/terminal.ts';
import { tell } from '../json-output.ts';
import { createTextFilter } from '../safe-text.ts';
import { createStyle } from '../style.ts';
import type { AnswerWriter } from './answer-writer.ts';
import type { Presenter } from './presenter.ts';

/** Display options of an answer. */
export interface TextLook {
  readonly reasoning: boolean;
  /** Prints only the first code block of the answer. */
  readonly extract?: boolean | undefined;
}

/**
 * Creates a presenter for people: the answer on standard output; reasoning, retries and cache hits on standard error.
 */
export function createTextPresenter(terminal: Terminal, display: AnswerWriter, look: TextLook): Presenter {
  const thinking = createThinking(terminal);
  return {
    event(event) {
      if (event.type === 'reasoning' && look.reasoning) thinking.write(event.text);
      if (event.type !== 'text' || event.text === '') return;
      thinking.end();
      if (!look.extract) display.write(event.text);
    },
    notice(notice) {
      thinking.end();
      tell(notice, terminal.notes);
    },
    end(result) {
      thinking.end();
      if (look.extract) display.write(extracted(result, terminal));
      display.end();
    },
    stop() {
      thinking.end();
      display.end();
    },
  };
}

/** Creates a writer for reasoning, dimmed and separated from the answer. */
function createThinking({ stderr, env }: Terminal): { write(text: string): void; end(): void } {
  const style = createStyle(stderr, env);
  const filter = createTextFilter();
  let open = false;
  return {
    write(text) {
      stderr.write(style('dim', filter.write(text)));
      open = true;
    },
    end() {
      if (open) stderr.write('\n');
      filter.end();
      open = false;
    },
  };
}

function extracted({ text }: GenerateResult, { notes }: Terminal): string {
  const code = firstCodeBlock(text);
  if (code === undefined) notes.write('note: the answer has no code block; printed the whole answer\n');
  return code ?? text;
}

/** Returns the text of the first fenced block, or `undefined`. */
export function firstCodeBlock(text: string): string | undefined {
  return /^ {0,3}(`{3,}|~{3,})[^\n`]*\n([\s\S]*?)^ {0,3}\1[`~]*[ \t]*$/m.exec(`${text}\n`)?.[2]?.replace(/\n$/, '');
}
