import { Command, CommanderError } from 'commander';
import type { Context, Invocation } from './context.ts';
import { asking } from './definitions/ask.ts';
import { type CommonFlags, withCommon } from './definitions/asking-options.ts';
import { keeping } from './definitions/keep.ts';
import { looking } from './definitions/look.ts';
import { joinPairs } from './definitions/values.ts';
import { exitCodeOfSignal, type Terminal } from './terminal.ts';
import { version } from './version.ts';

/** Runs a command's code in its context, which is made from its flags. */
export type Run = (flags: CommonFlags, command: (context: Context) => Promise<number>) => Promise<void>;

/** Runs a command line and gives its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const invocation: Invocation = { id: Math.random().toString(36).slice(2), started: performance.now() };
  let code = 0;
  let context: Context | undefined;
  const given = args[0] === '-q' ? ['--quiet', ...args.slice(1)] : args;
  const named = given.find((arg, index) => !arg.startsWith('-') && given[index - 1] !== '--color');
  const run: Run = async (flags, command) => {
    const { createContext } = await import('./all-commands.ts');
    context = await createContext(terminal, invocation, { ...flags, ...flagsBefore(program) });
    code = await command(context);
  };
  const program = createProgram(terminal, run, named);
  try {
    if (args.length === 0) await run({}, async (context) => (await import('./all-commands.ts')).home(context));
    else await program.parseAsync([...joinPairs(given)], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (terminal.signal.aborted) return exitCodeOfSignal[String(terminal.signal.reason)] ?? 130;
    const { fail } = await import('./all-commands.ts');
    return fail(error, args, { terminal, invocation, context });
  }
}

/** Adds one command to the program. */
export type Add = (program: Command, run: Run) => void;

/** Every command, in the order of the help; `completion` describes all of them. */
const commands: Readonly<Record<string, Add>> = { ...asking, ...looking, ...keeping };
const alone: ReadonlySet<string> = new Set(Object.keys(commands).filter((name) => !name.startsWith('complet')));

/** The flags of every command that were set; the parser takes them for the program's wherever they stand. */
function flagsBefore(program: Command): CommonFlags {
  const set = Object.entries(program.opts()).filter(([name]) => program.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(set);
}

function createProgram(terminal: Terminal, run: Run, first: string | undefined): Command {
  const program = withCommon(new Command('rephysco'), '--quiet')
    .description('One client for many large language models.')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .showSuggestionAfterError()
    .addHelpText('after', examples)
    .helpCommand(false);
  // A command need not wait for the description of all others.
  const named = first === 'ask' ? 'generate' : first;
  for (const [name, add] of Object.entries(commands)) if (name === named || !alone.has(named ?? '')) add(program, run);
  return program;
}

const examples = `
Examples, without a key:
  rephysco generate -p sim "Why is the sky blue?"
  git diff | rephysco generate -p sim "Summarise this change"
  rephysco chat -p sim`;
