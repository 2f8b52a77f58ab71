import type { Command, Option } from 'commander';
import type { Candidate } from './candidate.ts';

/** Returns the visible options of a command, and those of its default subcommand. */
export function optionsOf(command: Command): readonly Option[] {
  const fallback = defaultOf(command);
  const own = command.createHelp().visibleOptions(command);
  const inner = fallback ? fallback.createHelp().visibleOptions(fallback) : [];
  return [...own, ...inner.filter((option) => !own.some(({ long }) => long === option.long))];
}

function defaultOf(command: Command): Command | undefined {
  const name = (command as Command & { readonly _defaultCommandName?: string })._defaultCommandName;
  return command.commands.find((each) => each.name() === name);
}

/** Returns the visible subcommands of a command. */
export function subcommandsOf(command: Command): readonly Candidate[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.map((each) => ({ value: each.name(), about: each.description() }));
}
