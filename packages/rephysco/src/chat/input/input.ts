/** Meaning of a line at the prompt. */
export type Input =
  | { readonly type: 'nothing' }
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'command'; readonly name: string; readonly value: string }
  | { readonly type: 'unknown'; readonly message: string };

/** Words that are commands if they are the whole line, and words that are commands before a colon. */
const words: ReadonlySet<string> = new Set(['exit', 'quit', 'clear']);
const prefixes = /^(system|temp):\s*([\s\S]*)$/i;

/** Interprets a line: `exit`, `quit` and `clear` alone, `system: …`, `temp: …`, a slash command, or a message. */
export function readInput(line: string, commands: readonly string[]): Input {
  const text = line.trim();
  if (text === '') return { type: 'nothing' };
  if (words.has(text.toLowerCase())) {
    return { type: 'command', name: text.toLowerCase() === 'clear' ? 'clear' : 'exit', value: '' };
  }
  const [, prefix, rest = ''] = prefixes.exec(text) ?? [];
  if (prefix !== undefined) return { type: 'command', name: prefix.toLowerCase(), value: rest.trim() };
  if (!text.startsWith('/')) return { type: 'message', text: line };
  const [, asked = '', value = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  return readCommand(asked.toLowerCase(), value, commands);
}

/** An unambiguous prefix of a command is accepted. */
function readCommand(asked: string, value: string, commands: readonly string[]): Input {
  const fitting = commands.includes(asked) ? [asked] : commands.filter((name) => name.startsWith(asked));
  const [name, ...others] = fitting;
  if (name !== undefined && others.length === 0) {
    return name === 'say' ? { type: 'message', text: value } : { type: 'command', name, value };
  }
  const list = (names: readonly string[]): string => names.map((each) => `/${each}`).join(', ');
  const message =
    fitting.length > 1 && asked !== ''
      ? `/${asked} is ambiguous: ${list(fitting)}`
      : `Unknown command /${asked}. Commands are: ${list(commands)}. To send it to the model: /say /${asked}`;
  return { type: 'unknown', message };
}
