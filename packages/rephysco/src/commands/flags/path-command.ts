import type { Command } from 'commander';
import type { Context } from '../../settings/context.ts';
import type { Run } from '../command.ts';
import { withCommon } from './target-flags.ts';

/** Adds the subcommand `path`, which prints where the files of a command are. */
export function addPath(command: Command, run: Run, pathOf: (context: Context) => string): void {
  withCommon(command.command('path').description('print the path')).action((flags) =>
    run(flags, (context) => {
      context.terminal.stdout.write(`${pathOf(context)}\n`);
      return 0;
    }),
  );
}
