import { render } from 'markdansi';
import { lexer, type Token, type Tokens } from 'marked';
import type { Output } from '../../terminal/output.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { createBlockCutter } from './blocks.ts';
import { renderTable } from './markdown-table.ts';

/** Appearance of Markdown. */
export interface MarkdownLook {
  /** Width of the terminal in columns. */
  readonly width: number;
  readonly color: boolean;
}

/**
 * Creates a writer that renders Markdown for a terminal, block by block. Code has no frame and no line numbers, so that
 * it can be copied.
 */
export function createMarkdownWriter(output: Pick<Output, 'write'>, look: MarkdownLook): AnswerWriter {
  const cutter = createBlockCutter();
  let wrote = false;
  const show = (block: string): void => {
    const text = rendered(block, look);
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

/** Renders one block. Tables are rendered here, because the library truncates cells of wide tables. */
function rendered(block: string, look: MarkdownLook): string {
  const tokens = block.includes('|') ? lexer(block) : [];
  if (!tokens.some(isTable)) return markdown(block, look);
  const parts = tokens.map((token) => (isTable(token) ? renderTable(token, look.width) : markdown(token.raw, look)));
  return parts
    .map((part) => part.trimEnd())
    .filter((part) => part !== '')
    .join('\n\n');
}

const isTable = (token: Token): token is Tokens.Table => token.type === 'table';

function markdown(text: string, look: MarkdownLook): string {
  const code = { codeBox: false, codeGutter: false, codeWrap: false };
  // A table in a list or a quote may be wider than the terminal, but its cells are complete.
  return render(text, { ...look, ...code, hyperlinks: false, tableTruncate: false });
}
