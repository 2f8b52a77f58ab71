import type { Command } from 'commander';
import type { Run } from './command.ts';
import { withCommon } from './flags/target-flags.ts';

const actions = () => import('./plugin-actions.ts');

/** Defines `plugins`. */
export function addPlugins(plugins: Command, run: Run): void {
  withCommon(plugins.command('list', { isDefault: true }).description('list the plugins of this user')).action(
    (flags) => run(flags, async (context) => (await actions()).listPlugins(context)),
  );
  withCommon(
    plugins.command('add').description('install a package with a provider, and use it').argument('<package>'),
  ).action((name: string, flags) => run(flags, async (context) => (await actions()).addPlugin(name, context)));
  withCommon(plugins.command('remove').description('stop using a package').argument('<package>')).action(
    (name: string, flags) => run(flags, async (context) => (await actions()).removePlugin(name, context)),
  );
}
