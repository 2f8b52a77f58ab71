import { Command, CommanderError } from 'commander';
import type { Run } from './commands/command.ts';
import { joinPairs } from './commands/flags/flag-values.ts';
import { type CommonFlags, withCommon } from './commands/flags/target-flags.ts';
import { type CommandName, type CommandSummary, commandList } from './commands/list.ts';
import type { Context, Invocation } from './settings/context.ts';
import { exitCodeOfSignal, type Terminal } from './terminal/terminal.ts';
import { version } from './version.ts';

const summaries: readonly (readonly [string, CommandSummary])[] = Object.entries(commandList);

/** Runs a command line and returns its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const invocation: Invocation = { id: Math.random().toString(36).slice(2), started: performance.now() };
  let code = 0;
  let context: Context | undefined;
  const written = args[0] === '-q' ? ['--quiet', ...args.slice(1)] : args;
  const start = commandStart(written);
  const implicit = start >= 0 && !isCommand(written[start]);
  const given = implicit ? [...written.slice(0, start), 'generate', ...written.slice(start)] : written;
  const runIn: Run = async (flags, action) => {
    const { createContext } = await import('./commands/index.ts');
    context = await createContext(terminal, invocation, { ...flags, ...flagsBefore(program) });
    code = await action(context);
  };
  const program = createProgram(terminal);
  if (implicit) program.hook('preAction', (_, { args: words }) => checkPrompt(words));
  try {
    await addCommands(program, runIn, given[start]);
    if (args.length === 0) await runIn({}, async (own) => (await import('./commands/index.ts')).home(own));
    else await program.parseAsync([...joinPairs(await expanded(given, start, terminal.cwd))], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (terminal.signal.aborted) return exitCodeOfSignal[String(terminal.signal.reason)] ?? 130;
    const { fail } = await import('./commands/index.ts');
    return fail(error, args, { terminal, invocation, context });
  }
}

/** Flags of the program that end it. Other flags may come before the command. */
const ending: ReadonlySet<string> = new Set(['-h', '--help', '-V', '--version']);
const before: ReadonlySet<string> = new Set(['--no-env-file', '--quiet', '--debug']);

/** Returns the position of the command, or the position at which `generate` must be inserted. -1 if neither applies. */
function commandStart(args: readonly string[]): number {
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (ending.has(arg)) return -1;
    if (arg === '--color') index += 1;
    else if (!before.has(arg) && !arg.startsWith('--color=')) return index;
  }
  return -1;
}

const isCommand = (word: string | undefined): boolean =>
  summaries.some(([name, { alias }]) => word === name || (alias !== undefined && word === alias));

/** Returns the arguments of `generate` with an `--attach` for each file of a pattern. */
async function expanded(args: readonly string[], start: number, cwd: string): Promise<readonly string[]> {
  const attaches = args.some((arg) => /^(?:-a|--attach)/.test(arg));
  if (!attaches || !['generate', 'ask'].includes(args[start] ?? '')) return args;
  return (await import('./commands/index.ts')).expandAttachments(args, cwd);
}

/** Rejects a prompt without a command whose first word is similar to a command. @throws ConfigurationError */
async function checkPrompt([word = '']: readonly string[]): Promise<void> {
  if (/\s/.test(word) || word === '') return;
  const names = summaries.flatMap(([name, { alias, hidden }]) => (hidden ? [] : alias ? [name, alias] : [name]));
  const { ConfigurationError, nearestNames } = await import('./commands/index.ts');
  const flags = ['help', 'version'].filter((name) => name === word.toLowerCase());
  const near = flags.length > 0 ? flags : nearestNames(word, names);
  if (near.length === 0) return;
  const commands = near.map((name) => `rephysco ${names.includes(name) ? name : `--${name}`}`).join(' or ');
  throw new ConfigurationError(
    `Unknown command '${word}'. Did you mean: ${commands}? To send it as a prompt: rephysco generate '${word}'.`,
  );
}

/** Returns the common flags that were set. The parser assigns them to the program, at any position. */
function flagsBefore(program: Command): CommonFlags {
  const set = Object.entries(program.opts()).filter(([name]) => program.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(set);
}

/** Adds all commands: the named one with its flags and action, the others only for the help. */
async function addCommands(program: Command, runIn: Run, named: string | undefined): Promise<void> {
  const isNamed = (name: string, alias: string | undefined): boolean => named === name || named === alias;
  const found = named !== undefined && summaries.some(([name, { alias }]) => isNamed(name, alias));
  const definitions = found ? (await import('./commands/index.ts')).definitions : undefined;
  const forCompletion = named?.startsWith('complet');
  for (const [name, { description, usage, alias, hidden = false }] of summaries) {
    const command = program.command(name, { hidden }).description(description);
    if (alias) command.alias(alias);
    if (definitions && (forCompletion || isNamed(name, alias))) definitions[name as CommandName](command, runIn);
    else if (usage) command.arguments(usage);
  }
}

function createProgram(terminal: Terminal): Command {
  return withCommon(new Command('rephysco'), '--quiet')
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
}

const examples = `
Examples, without a key:
  rephysco generate -p sim "Why is the sky blue?"
  git diff | rephysco generate -p sim "Summarise this change"
  rephysco chat -p sim`;
