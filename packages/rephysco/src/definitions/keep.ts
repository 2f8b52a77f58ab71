import { Argument, type Command } from 'commander';
import type { Add, Run } from '../program.ts';
import { withCommon } from './asking-options.ts';
import { duration, size } from './values.ts';

function addCompletion(program: Command, run: Run): void {
  program
    .command('completion')
    .description('print the script that teaches a shell to complete')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish', 'pwsh']))
    .action((shell: string) =>
      run({}, async (context) => (await import('../all-commands.ts')).completionScript(shell, program, context)),
    );
}

function addComplete(program: Command, run: Run): void {
  program
    .command('complete', { hidden: true })
    .argument('[args...]')
    .allowUnknownOption()
    .action((args: string[]) =>
      run({}, async (context) => (await import('../all-commands.ts')).completions(args, program, context)),
    );
}

function addCache(program: Command, run: Run): void {
  const cache = program.command('cache').description('answers that are kept');
  withCommon(cache.command('stats', { isDefault: true }).description('how much there is'))
    .option('--json', 'print one JSON object')
    .action((flags) => run(flags, async (context) => (await import('../all-commands.ts')).cacheStats(flags, context)));
  withCommon(cache.command('clear').description('forget all of them'))
    .option('--yes', 'do not ask')
    .action((flags) => run(flags, async (context) => (await import('../all-commands.ts')).clearCache(flags, context)));
  withCommon(cache.command('prune').description('remove what has expired'))
    .option('--older-than <time>', 'also what was not used for so long: 12h, 7d', duration)
    .option('--max-size <bytes>', 'also what was not used for longest, until the rest fits: 200mb', size)
    .action((flags) => run(flags, async (context) => (await import('../all-commands.ts')).pruneCache(flags, context)));
  addPath(cache, run, ({ paths }) => paths.cache);
}

function addConfig(program: Command, run: Run): void {
  const config = program.command('config').description('settings, by flag, environment, project, user');
  withCommon(config.command('list', { isDefault: true }).description('what is set, and where'))
    .option('--json', 'print one JSON object')
    .action((flags) =>
      run(flags, async (context) => (await import('../all-commands.ts')).listSettings(flags, context)),
    );
  withCommon(config.command('get').description('one setting').argument('<setting>')).action((name: string, flags) =>
    run(flags, async (context) => (await import('../all-commands.ts')).getSetting(name, context)),
  );
  withCommon(
    config.command('set').description('set something for you').argument('<setting>').argument('<value>'),
  ).action((name: string, value: string, flags) =>
    run(flags, async (context) => (await import('../all-commands.ts')).setSetting(name, value, context)),
  );
  withCommon(config.command('unset').description('take a setting away').argument('<setting>')).action(
    (name: string, flags) =>
      run(flags, async (context) => (await import('../all-commands.ts')).unsetSetting(name, context)),
  );
  withCommon(config.command('trust').description("let this folder's files send your keys where they say")).action(
    (flags) => run(flags, async (context) => (await import('../all-commands.ts')).trustProject(context)),
  );
  addPath(config, run, ({ paths }) => paths.config);
}

function addKeys(program: Command, run: Run): void {
  const keys = program.command('keys').description('keys that are kept for you');
  withCommon(keys.command('list', { isDefault: true }).description('for whom there is one')).action((flags) =>
    run(flags, async (context) => (await import('../all-commands.ts')).listKeys(context)),
  );
  withCommon(keys.command('set').description('keep a key: typed unseen, or piped in').argument('<provider>')).action(
    (name: string, flags) => run(flags, async (context) => (await import('../all-commands.ts')).setKey(name, context)),
  );
  withCommon(keys.command('rm').description('forget a key').argument('<provider>')).action((name: string, flags) =>
    run(flags, async (context) => (await import('../all-commands.ts')).removeKey(name, context)),
  );
  addPath(keys, run, ({ paths }) => `${paths.config}/keys.json`);
}

function addPath(command: Command, run: Run, pathOf: (context: Parameters<Parameters<Run>[1]>[0]) => string): void {
  withCommon(command.command('path').description('where it is')).action((flags) =>
    run(flags, async (context) => {
      context.terminal.stdout.write(`${pathOf(context)}\n`);
      return 0;
    }),
  );
}

/** The commands about what is kept on this machine: cache, config, keys, completion. */
export const keeping: Readonly<Record<string, Add>> = {
  cache: addCache,
  config: addConfig,
  keys: addKeys,
  completion: addCompletion,
  complete: addComplete,
};
