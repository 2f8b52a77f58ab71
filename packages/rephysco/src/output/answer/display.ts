import type { Settings } from '../../settings/settings.ts';
import type { Output } from '../../terminal/output.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { createTextFilter } from '../safe-text.ts';
import { coloured } from '../style.ts';
import { columnsOf } from '../table.ts';
import { type AnswerWriter, createAnswerWriter } from './answer-writer.ts';

/**
 * Creates a writer for answers. Files and pipes get the text unchanged. A terminal gets Markdown, rendered block by
 * block, or plain text, both without control sequences of the model.
 *
 * @param render `auto` renders Markdown on a terminal only
 */
export async function createDisplay(
  output: Output,
  env: Terminal['env'],
  render: Settings['render'] = 'auto',
): Promise<AnswerWriter> {
  if (render === 'markdown' || (render === 'auto' && output.isTTY)) {
    const { createMarkdownWriter } = await import('./markdown-writer.ts');
    const width = columnsOf(output) ?? 80;
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
