import type { Settings } from '../../settings/settings.ts';
import type { Output } from '../../terminal/output.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { createTextFilter } from '../safe-text.ts';
import { coloured } from '../style.ts';
import { type AnswerWriter, createAnswerWriter } from './answer-writer.ts';

/**
 * What shows answers: bytes as they are where a program reads; on a screen Markdown, a finished block at a time, or
 * plain text, and never anything that could steer the terminal.
 *
 * @param render `auto` renders Markdown on a screen only
 */
export async function createDisplay(
  output: Output,
  env: Terminal['env'],
  render: Settings['render'] = 'auto',
): Promise<AnswerWriter> {
  if (render === 'markdown' || (render === 'auto' && output.isTTY)) {
    const { createMarkdownWriter } = await import('./markdown-writer.ts');
    const { columns: width = 80 } = output;
    return filtered(createMarkdownWriter(output, { width, color: coloured(output, env) }));
  }
  const writer = createAnswerWriter(output);
  return output.isTTY ? filtered(writer) : writer;
}

function filtered(writer: AnswerWriter): AnswerWriter {
  const filter = createTextFilter();
  return {
    write: (text) => writer.write(filter.write(text)),
    end() {
      filter.end();
      writer.end();
    },
  };
}
