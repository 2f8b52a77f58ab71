import { Argument, type Command } from 'commander';
import type { Context } from '../settings/context.ts';
import type { Run } from './command.ts';
import { candidatesFor } from './completion/candidates.ts';
import { scripts } from './completion/scripts.ts';
import { currentWord, quote, splitLine } from './completion/shell-words.ts';

/** Defines `completion`. */
export function addCompletion(command: Command, run: Run): void {
  command.addArgument(new Argument('<shell>', 'shell').choices(Object.keys(scripts))).action((shell: string) =>
    run({}, ({ terminal }) => {
      terminal.stdout.write(scripts[shell] ?? '');
      return 0;
    }),
  );
}

/** Flags of `complete`. */
interface CompleteFlags {
  readonly line?: string;
  readonly shell?: string;
  readonly breaks?: string;
}

/** Defines `complete`, which the completion scripts call with the command line up to the cursor. */
export function addComplete(command: Command, run: Run): void {
  command
    .argument('[args...]', 'words after `rephysco`; the last one is completed')
    .option('--line <text>', 'command line up to the cursor, instead of words')
    .option('--shell <name>', 'shell whose quoting the output uses')
    .option('--breaks <characters>', 'characters at which bash splits words')
    .action((args: string[], flags) => run({}, (context) => complete(args, flags, command.parent as Command, context)));
}

/** Prints the candidates for the end of a command line, one per line: the value, a tab and a description. */
async function complete(
  args: readonly string[],
  { line, shell, breaks = '' }: CompleteFlags,
  program: Command,
  context: Context,
): Promise<number> {
  const words = line === undefined ? args : splitLine(line).slice(1);
  const raw = line === undefined ? '' : currentWord(line);
  const candidates = await candidatesFor(words, program, context);
  for (const { value, about = '' } of candidates) {
    const text = shell === 'bash' ? withoutHead(quote(value, raw), raw, breaks) : `${value}\t${about}`;
    context.terminal.stdout.write(`${text}\n`);
  }
  return 0;
}

/**
 * Returns the text for bash to insert. Bash replaces the word only after the last character at which it splits words. A
 * trailing `@` belongs to the replaced text.
 */
function withoutHead(value: string, raw: string, breaks: string): string {
  if (/^["']/.test(raw)) return value;
  const ends = [...breaks].map((each) => (each === '@' ? raw.lastIndexOf('@') - 1 : raw.lastIndexOf(each)));
  return value.slice(Math.max(-1, ...ends.filter((_, index) => ':=@'.includes(breaks[index] ?? ' '))) + 1);
}
