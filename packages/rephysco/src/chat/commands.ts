import { answeringCommands } from './answering-commands.ts';
import { type ChatCommands, tell } from './command.ts';
import { statusCommands } from './status-commands.ts';
import { turnCommands } from './turn-commands.ts';

const help: ChatCommands = {
  help: { takes: '', about: 'list the commands', run: (session) => tell(session, helpText()) },
};

const say: ChatCommands = {
  say: { takes: 'text', about: 'say something that looks like a command', run: (_, text) => ({ say: text }) },
};

/** Every command, in the order in which `/help` lists them. */
export const commands: ChatCommands = { ...help, ...answeringCommands, ...turnCommands, ...statusCommands, ...say };

/** Their names. */
export const commandNames: readonly string[] = Object.keys(commands);

function helpText(): string {
  const rows = Object.entries(commands).map(
    ([name, { takes, about }]) => [`/${name} ${takes}`.trimEnd(), about] as const,
  );
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return [
    ...rows.map(([usage, about]) => `  ${usage.padEnd(width)}  ${about}`),
    'A few letters are enough. Alone on a line: exit, quit, clear; also system: … and temp: …',
    'A backslash at the end of a line, or Alt+Enter, goes on in the next one. Ctrl-C stops an answer.',
  ].join('\n');
}
