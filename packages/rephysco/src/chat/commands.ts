import { columnsOf } from '../output/table.ts';
import { wrap } from '../output/wrap.ts';
import { answeringCommands } from './answering-commands.ts';
import { type ChatCommands, tell } from './command.ts';
import { statusCommands } from './status-commands.ts';
import { turnCommands } from './turn-commands.ts';

const help: ChatCommands = {
  help: {
    takes: '',
    about: 'list the commands',
    run: (session) => tell(session, helpText(columnsOf(session.context.terminal.stderr) ?? 80)),
  },
};

const say: ChatCommands = {
  say: { takes: 'text', about: 'send a text that looks like a command', run: (_, text) => ({ say: text }) },
};

/** All commands, in the order of `/help`. */
export const commands: ChatCommands = { ...help, ...answeringCommands, ...turnCommands, ...statusCommands, ...say };

/** Names of all commands. */
export const commandNames: readonly string[] = Object.keys(commands);

/** Returns the list of commands. On a narrow terminal, descriptions are wrapped below the command. */
function helpText(columns: number): string {
  const rows = Object.entries(commands).map(
    ([name, { takes, about }]) => [`/${name} ${takes}`.trimEnd(), about] as const,
  );
  const width = Math.max(...rows.map(([usage]) => usage.length));
  const indent = columns >= width + 24 ? ' '.repeat(width + 4) : '      ';
  const lines = rows.map(([usage, about]) =>
    indent.length > width
      ? wrap(`  ${usage.padEnd(width)}  ${about}`, columns, { indent })
      : `  ${usage}\n${wrap(`${indent}${about}`, columns, { indent })}`,
  );
  return [
    ...lines,
    'A unique prefix of a command is enough. Alone on a line: exit, quit, clear; also system: … and temp: …',
    'A backslash at the end of a line, or Alt+Enter, continues the message on the next line. Ctrl-R searches the lines ' +
      'that you typed. Ctrl-C stops an answer.',
  ].join('\n');
}
