import type { Command } from 'commander';
import type { Add, Run } from '../program.ts';
import { withCommon, withTarget } from './asking-options.ts';
import { another } from './values.ts';

function addProviders(program: Command, run: Run): void {
  const providers = program.command('providers').description('whom can be asked, with which keys');
  withCommon(providers.command('list', { isDefault: true }).description('providers, keys and addresses'))
    .option('--json', 'print one JSON object')
    .action((flags) =>
      run(flags, async (context) => (await import('../all-commands.ts')).listProviderStatus(flags, context)),
    );
  withCommon(providers.command('test').description('ask something small').argument('<provider>'))
    .option('-m, --model <name>', 'which model')
    .option('--base-url <url>', 'ask another server that speaks the same protocol')
    .action((name: string, flags) =>
      run(flags, async (context) => (await import('../all-commands.ts')).testProvider(name, flags, context)),
    );
}

function addTokens(program: Command, run: Run): void {
  withTarget(
    program.command('tokens').description('count the tokens of a text').argument('[text...]', 'or - to read it'),
  )
    .option('-s, --system <text>', 'count instructions with it')
    .option('--endpoint', 'have the provider count')
    .option('--json', 'print one JSON object')
    .action((words: string[], flags) =>
      run(flags, async (context) => (await import('../all-commands.ts')).tokens(words, flags, context)),
    );
}

function addDoctor(program: Command, run: Run): void {
  withCommon(program.command('doctor').description('look for what is wrong, without asking anybody'))
    .option('--json', 'print one JSON object')
    .action((flags) => run(flags, async (context) => (await import('../all-commands.ts')).doctor(flags, context)));
}

const long = '--quiet';

function addModels(program: Command, run: Run): void {
  const models = program.command('models').description('the models there are');
  // Here -q is for words.
  withCommon(
    models.command('list', { isDefault: true }).description('known models, with context window and price'),
    long,
  )
    .option('-q, --query <text>', 'only those with this in their name; may be repeated', another)
    .option('-p, --provider <name>', 'only those of one provider')
    .option('--base-url <url>', 'ask another server, with --live')
    .option('--live', 'ask the provider which it has')
    .option('--json', 'print one JSON object')
    .action((flags) => run(flags, async (context) => (await import('../all-commands.ts')).listModels(flags, context)));
  withCommon(models.command('show').description('all that is known about a model').argument('<model>'))
    .option('--json', 'print one JSON object')
    .action((name: string, flags) =>
      run(flags, async (context) => (await import('../all-commands.ts')).showModel(name, flags, context)),
    );
  withCommon(models.command('default').description('show the default model, or set it').argument('[model]')).action(
    (name: string | undefined, flags) =>
      run(flags, async (context) => (await import('../all-commands.ts')).defaultModel(name, context)),
  );
}

/** The commands that look around. */
export const looking: Readonly<Record<string, Add>> = {
  models: addModels,
  providers: addProviders,
  tokens: addTokens,
  doctor: addDoctor,
};
