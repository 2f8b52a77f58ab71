import { render } from 'markdansi';
import type { Output } from '../../terminal/output.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { createBlockCutter } from './blocks.ts';

/** How Markdown looks. */
export interface MarkdownLook {
  /** Of the screen, in characters. */
  readonly width: number;
  readonly color: boolean;
}

/** Writes Markdown for a screen, each block once, when it is finished. Code has neither box nor numbers: it is copied. */
export function createMarkdownWriter(output: Pick<Output, 'write'>, look: MarkdownLook): AnswerWriter {
  const cutter = createBlockCutter();
  let wrote = false;
  const show = (block: string): void => {
    const text = render(block, { ...look, hyperlinks: false, codeBox: false, codeGutter: false, codeWrap: false });
    const trimmed = text.replace(/^(?:[ \t]*\n)+|\s+$/g, '');
    if (trimmed === '') return;
    output.write(`${wrote ? '\n' : ''}${trimmed}\n`);
    wrote = true;
  };
  return {
    write(text) {
      for (const block of cutter.write(text)) show(block);
    },
    end() {
      for (const block of cutter.end()) show(block);
      wrote = false;
    },
  };
}
