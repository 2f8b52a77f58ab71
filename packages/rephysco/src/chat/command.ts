import { wrapFor } from '../output/table.ts';
import type { LineSource } from './input/line-source.ts';
import type { Session } from './session.ts';

/** What comes after a command: something to say, the end, or the next line. */
export type Next = { readonly say: string } | 'exit' | undefined;

/** A command of the chat. */
export interface ChatCommand {
  /** What may follow its name. */
  readonly takes: string;
  readonly about: string;
  readonly run: (session: Session, value: string, lines: LineSource) => Promise<Next> | Next;
}

/** Commands by their names. */
export type ChatCommands = Readonly<Record<string, ChatCommand>>;

/** Writes a text that is not an answer to standard error, wrapped at words on a terminal. */
export function tell({ context }: Session, text: string): undefined {
  const { stderr } = context.terminal;
  stderr.write(`${wrapFor(stderr, text)}\n`);
}
