import { messageText } from '@rephysco/core';
import { explain } from '../exit.ts';
import { createStyle } from '../output/style.ts';
import { wrapFor } from '../output/table.ts';
import { money } from '../output/usage-line.ts';
import { talk } from './answer-turn.ts';
import type { Next } from './command.ts';
import { commandNames, commands } from './commands.ts';
import { readInput } from './input/input.ts';
import type { LineSource } from './input/line-source.ts';
import type { Session } from './session.ts';

/** Reads lines and executes them until the end of the chat. @returns the exit code */
export async function loop(session: Session, lines: LineSource, first: string): Promise<number> {
  const { terminal } = session.context;
  if (lines.interactive) greet(session);
  let failure = first.trim() ? await talk(session, first, lines) : 0;
  for (let hinted = false; !terminal.signal.aborted; ) {
    const line = await lines.read(promptOf(session));
    if (line.type === 'end') {
      // The prompt of the shell must start on a new line.
      if (lines.interactive) terminal.stderr.write('\n');
      break;
    }
    if (line.type === 'interrupt') {
      if (hinted) return 130;
      terminal.stderr.write('(Ctrl-C again, Ctrl-D or /exit leaves; /help lists commands)\n');
      hinted = true;
      continue;
    }
    hinted = false;
    const next = await obey(line.text, session, lines);
    if (next === 'exit') return lines.interactive ? 0 : failure;
    if (typeof next === 'object') failure = await talk(session, next.say, lines);
  }
  terminal.signal.throwIfAborted();
  // The exit code reports to a script that the last question failed.
  return lines.interactive ? 0 : failure;
}

async function obey(text: string, session: Session, lines: LineSource): Promise<Next> {
  const { stderr } = session.context.terminal;
  const input = readInput(text, commandNames);
  switch (input.type) {
    case 'nothing':
      return undefined;
    case 'message':
      return input.text.trim() ? { say: input.text } : undefined;
    case 'unknown':
      stderr.write(`${wrapFor(stderr, input.message)}\n`);
      return undefined;
    case 'command':
      try {
        return await commands[input.name]?.run(session, input.value, lines);
      } catch (error) {
        stderr.write(wrapFor(stderr, explain(error, false), '  '));
        return undefined;
      }
  }
}

function greet({ conversation, id, context: { terminal } }: Session): void {
  const { notes, env } = terminal;
  const style = createStyle(notes, env);
  const turns = conversation.turns.length;
  const before = turns > 0 ? `; ${turns} messages so far, /history shows them` : '';
  notes.write(style('dim', `conversation ${id}${before}. /help lists commands, Ctrl-D leaves.\n`));
  const last = conversation.turns.at(-1);
  if (last?.role === 'user') notes.write(style('dim', `the last question has no answer: ${messageText(last)}\n`));
}

/** Returns the prompt, with the model and the usage of the chat so far. */
function promptOf({ provider, model, totals, attached, context: { terminal } }: Session): string {
  const style = createStyle({ isTTY: terminal.stdout.isTTY ?? terminal.stderr.isTTY }, terminal.env);
  const { tokens, cost } = totals;
  const used = [...(tokens > 0 ? [`${tokens} tokens`] : []), ...(cost ? [money(cost)] : [])];
  const with_ = attached.length > 0 ? [`${attached.length} attached`] : [];
  return `${style('cyan', [`${provider}:${model}`, ...used, ...with_].join(' · '))} > `;
}
