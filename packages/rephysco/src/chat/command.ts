import { wrapFor } from '../output/table.ts';
import type { LineSource } from './input/line-source.ts';
import type { Session } from './session.ts';

/** Result of a command: a text to send, the end of the chat, or nothing. */
export type Next = { readonly say: string } | 'exit' | undefined;

/** Command of the chat. */
export interface ChatCommand {
  /** Arguments of the command, for the help. */
  readonly takes: string;
  readonly about: string;
  readonly run: (session: Session, value: string, lines: LineSource) => Promise<Next> | Next;
}

/** Commands by name. */
export type ChatCommands = Readonly<Record<string, ChatCommand>>;

/** Writes a text that is not an answer to standard error, wrapped at words on a terminal. */
export function tell({ context }: Session, text: string): undefined {
  const { stderr } = context.terminal;
  stderr.write(`${wrapFor(stderr, text)}\n`);
}
