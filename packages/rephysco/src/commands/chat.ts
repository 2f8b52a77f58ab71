import { Conversation } from '@rephysco/core';
import type { Command } from 'commander';
import { conversationFile, conversationIds, newConversationId, noteUse } from '../chat/conversations.ts';
import { completeFor } from '../chat/input/complete.ts';
import type { LineSource } from '../chat/input/line-source.ts';
import { openTypedHistory } from '../chat/input/typed-history.ts';
import { loop } from '../chat/loop.ts';
import { type ChatFlags, openSession, type Session } from '../chat/session.ts';
import { readText } from '../read-text.ts';
import type { Context } from '../settings/context.ts';
import { exitCodeOfSignal } from '../terminal/terminal.ts';
import type { Run } from './command.ts';
import { withAnswer, withTarget } from './flags/target-flags.ts';

/** Defines `chat`. */
export function addChat(command: Command, run: Run): void {
  withTarget(withAnswer(command.argument('[prompt...]', 'first message')))
    .option('-c, --continue', 'continue the conversation that was used last')
    .option('--conversation <name>', 'continue this conversation, or start it')
    .action((words: string[], flags) => run(flags, (context) => chat(words, flags, context)));
}

/** Runs a chat until the person leaves or standard input ends. */
export async function chat(words: readonly string[], flags: ChatFlags, context: Context): Promise<number> {
  const { terminal, paths } = context;
  const id = idFor(flags, context);
  const conversation = await Conversation.open(conversationFile(paths, id));
  try {
    const system = flags.system ?? (conversation.system === undefined ? context.settings.system : undefined);
    if (system !== undefined) {
      conversation.setSystem(system.startsWith('@') ? await readText(system.slice(1), 'the system prompt') : system);
    }
    const session = await openSession(flags, context, { conversation, id });
    noteUse(paths, id);
    const lines = await openLines(session);
    try {
      return await loop(session, lines, words.join(' '));
    } finally {
      lines.close();
      await session.close();
    }
  } catch (error) {
    if (terminal.signal.aborted) return exitCodeOfSignal[String(terminal.signal.reason)] ?? 130;
    throw error;
  } finally {
    conversation.close();
  }
}

function idFor({ continue: goOn, conversation }: ChatFlags, { paths, terminal }: Context): string {
  if (conversation !== undefined) return conversation;
  const [last] = goOn ? conversationIds(paths) : [];
  if (goOn && last === undefined) terminal.notes.write('note: no conversation to continue; started a new one\n');
  return last ?? newConversationId();
}

async function openLines(session: Session): Promise<LineSource> {
  const { terminal, paths } = session.context;
  const { stdin, stdout, stderr } = terminal;
  const screen = stdout.isTTY ? stdout : stderr;
  if (!stdin.isTTY || !screen.isTTY) {
    const { createPipedLines } = await import('../chat/input/piped-lines.ts');
    return createPipedLines(terminal);
  }
  const { createLineEditor } = await import('../chat/input/line-editor.ts');
  const history = openTypedHistory(paths);
  return createLineEditor(terminal, screen, {
    history: history.lines,
    onLine: history.add,
    complete: completeFor(session),
  });
}
