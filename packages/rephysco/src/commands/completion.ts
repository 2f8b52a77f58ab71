import type { RootCommand } from '@bomb.sh/tab';
import { listProviders } from '@rephysco/core';
import { Argument, type Command } from 'commander';
import { conversationIds } from '../chat/conversations.ts';
import type { Context } from '../settings/context.ts';
import { providers } from '../settings/providers.ts';
import { settingNames } from '../settings/settings.ts';
import type { Output } from '../terminal/output.ts';
import type { Run } from './command.ts';

/** Defines `completion`. */
export function addCompletion(command: Command, run: Run): void {
  command
    .addArgument(new Argument('<shell>').choices(Object.keys(shells)))
    .action((shell: string) => run({}, (context) => completionScript(shell, command.parent as Command, context)));
}

/** Defines `complete`, which the completion scripts call. */
export function addComplete(command: Command, run: Run): void {
  command
    .argument('[args...]')
    .allowUnknownOption()
    .action((args: string[]) => run({}, (context) => completions(args, command.parent as Command, context)));
}

/** The shells whose completion can be written, and what the library calls them. */
const shells: Readonly<Record<string, string>> = { bash: 'bash', zsh: 'zsh', fish: 'fish', pwsh: 'powershell' };

/** Prints the script that teaches a shell to complete. */
export async function completionScript(shell: string, program: Command, { terminal }: Context): Promise<number> {
  const root = await treeOf(program);
  printedTo(terminal.stdout, () => root.setup('rephysco', 'rephysco', shells[shell] ?? shell));
  return 0;
}

/** Prints what may stand at the end of a command line; shells call it. */
export async function completions(
  args: readonly string[],
  program: Command,
  { paths, terminal }: Context,
): Promise<number> {
  const root = await treeOf(program);
  const asksModel = args.some((arg) => ['-m', '--model', 'models'].includes(arg));
  const models = asksModel ? await modelNames() : [];
  const values: Readonly<Record<string, readonly string[]>> = {
    model: models,
    provider: Object.keys(providers),
    conversation: conversationIds(paths),
    setting: settingNames,
    color: ['auto', 'always', 'never'],
    reasoning: ['show', 'hide'],
    render: ['auto', 'plain', 'markdown'],
  };
  for (const each of root.commands.values()) {
    for (const [name, known] of Object.entries(values)) {
      const handler = listing(known);
      const option = each.options.get(name);
      const argument = each.arguments.get(name);
      if (option) option.handler = handler;
      if (argument) argument.handler = handler;
    }
  }
  printedTo(terminal.stdout, () => root.parse([...args]));
  return 0;
}

/** What the library prints on the console, on an output that says when it cannot be written. */
function printedTo(output: Output, print: () => void): void {
  const { log } = console;
  console.log = (text) => output.write(`${text}\n`);
  try {
    print();
  } finally {
    console.log = log;
  }
}

function listing(values: readonly string[]): (complete: (value: string, about: string) => void) => void {
  return (complete) => {
    for (const value of values) complete(value, '');
  };
}

/** The commands as the library sees them. */
async function treeOf(program: Command): Promise<RootCommand> {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  // The library brings a command of this name.
  const own = program.commands.findIndex((command) => command.name() === 'complete');
  (program.commands as Command[]).splice(own, 1);
  return tab(program, { completionCommandName: 'completion-by-library' });
}

async function modelNames(): Promise<readonly string[]> {
  await Promise.all(Object.values(providers).map(({ load }) => load()));
  return listProviders().flatMap(({ name, models }) => Object.values(models).map(({ id }) => `${name}:${id}`));
}
