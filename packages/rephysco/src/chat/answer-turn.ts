import { exitCodeOf, explain } from '../exit.ts';
import { createDisplay } from '../output/answer/display.ts';
import { createTextPresenter } from '../output/answer/text-presenter.ts';
import { wrapFor } from '../output/table.ts';
import type { LineSource } from './input/line-source.ts';
import type { Session } from './session.ts';

/**
 * Sends a question and shows the answer as it arrives. Ctrl-C stops the answer and keeps the partial text. A failure is
 * reported, and the chat continues.
 *
 * @returns the exit code of the failure, or 0
 */
export async function talk(session: Session, question: string, lines: LineSource): Promise<number> {
  const { terminal, settings } = session.context;
  const { stdout, stderr, notes, env } = terminal;
  const display = await createDisplay(stdout, env, session.flags.render ?? settings.render);
  const shown = session.flags.reasoning ?? settings.reasoning ?? (notes.isTTY ? 'show' : 'hide');
  const presenter = createTextPresenter(terminal, display, { reasoning: shown === 'show' });
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, terminal.signal]);
  const idle = lines.whileBusy(() => stop.abort());
  try {
    const result = await session.ask(question, { signal, event: presenter.event, notice: presenter.notice });
    presenter.end(result);
    if (result.finishReason === 'length') notes.write('note: the answer was cut at the token limit\n');
    return 0;
  } catch (error) {
    presenter.stop();
    if (terminal.signal.aborted) throw error;
    if (stop.signal.aborted) {
      stderr.write(
        '(stopped; the partial answer is kept for /copy and /save, but not sent; /retry sends the question again)\n',
      );
      return 0;
    }
    stderr.write(wrapFor(stderr, explain(error, false), '  '));
    return exitCodeOf(error);
  } finally {
    idle();
  }
}
