import { ConfigurationError } from '@rephysco/core';
import type { Command } from 'commander';
import { schema } from '../output/json-output.ts';
import { table } from '../output/table.ts';
import { changeSetting } from '../settings/change-setting.ts';
import type { Context } from '../settings/context.ts';
import { checkProviderSetting } from '../settings/provider-settings.ts';
import { settingNames, settingValue } from '../settings/settings.ts';
import { trust } from '../settings/trust.ts';
import type { Run } from './command.ts';
import { addPath } from './flags/path-command.ts';
import { withCommon } from './flags/target-flags.ts';

/** Defines `config`. */
export function addConfig(config: Command, run: Run): void {
  withCommon(config.command('list', { isDefault: true }).description('list settings and their sources'))
    .option('--json', 'print one JSON object')
    .action((flags) => run(flags, (context) => listSettings(flags, context)));
  withCommon(config.command('get').description('print one setting').argument('<setting>')).action(
    (name: string, flags) => run(flags, (context) => getSetting(name, context)),
  );
  withCommon(
    config.command('set').description('change a setting of this user').argument('<setting>').argument('<value>'),
  ).action((name: string, value: string, flags) => run(flags, (context) => setSetting(name, value, context)));
  withCommon(config.command('unset').description('remove a setting of this user').argument('<setting>')).action(
    (name: string, flags) => run(flags, (context) => unsetSetting(name, context)),
  );
  withCommon(config.command('trust').description("allow this folder's files to set where your keys are sent")).action(
    (flags) => run(flags, trustProject),
  );
  addPath(config, run, ({ paths }) => paths.config);
}

/** Setting with its value and source. */
interface SetValue {
  readonly name: string;
  readonly value: unknown;
  readonly origin: string;
}

/** Lists the settings with their sources. The first of several sources applies. */
export function listSettings({ json }: { readonly json?: boolean }, context: Context): number {
  const found = allSettings(context);
  const rows = found.map(({ name, value, origin }) => [name, String(value), origin]);
  context.terminal.stdout.write(
    json ? `${JSON.stringify({ schema, settings: found })}\n` : table(rows, context.terminal.stdout),
  );
  if (!json && rows.length === 0)
    context.terminal.notes.write(`Nothing is set. There are: ${settingNames.join(', ')}\n`);
  return 0;
}

/** Prints one setting. @throws ConfigurationError for an unknown name */
export function getSetting(name: string, context: Context): number {
  const found = allSettings(context).find((each) => each.name === name);
  if (found) context.terminal.stdout.write(`${found.value}\n`);
  else if (!settingNames.includes(name as 'model') && !name.startsWith('providers.')) throw unknown(name);
  return found ? 0 : 1;
}

/** Sets a setting of this user. @throws ConfigurationError for an unknown name or an invalid value */
export async function setSetting(name: string, text: string, context: Context): Promise<number> {
  await changeSetting(name, context.paths, () => {
    const [, provider, field = ''] = /^providers\.([^.]+)\.(\w+)$/.exec(name) ?? [];
    if (provider === undefined) return settingValue(name, text);
    const value = field === 'models' ? text.split(',').map((each) => each.trim()) : text;
    checkProviderSetting(provider, field, value);
    return value;
  });
  return 0;
}

/** Removes a setting of this user. */
export async function unsetSetting(name: string, context: Context): Promise<number> {
  if (!settingNames.includes(name as 'model') && !name.startsWith('providers.')) throw unknown(name);
  await changeSetting(name, context.paths, () => undefined);
  return 0;
}

/** Marks the files of the working directory as trusted. */
export async function trustProject({ terminal, paths }: Context): Promise<number> {
  await trust(paths, terminal.cwd);
  terminal.notes.write(`Trusted until they change: .env, rephysco.json and rephysco.toml in ${terminal.cwd}\n`);
  return 0;
}

function allSettings({ layers }: Context): readonly SetValue[] {
  const found = layers.flatMap(({ origin, values, providers = {} }) => [
    ...Object.entries(values).map(([name, value]) => ({ name, value, origin })),
    ...Object.entries(providers).flatMap(([provider, fields]) =>
      Object.entries(fields).map(([field, value]) => ({ name: `providers.${provider}.${field}`, value, origin })),
    ),
  ]);
  return found.filter(({ name }, index) => found.findIndex((each) => each.name === name) === index);
}

function unknown(name: string): ConfigurationError {
  return new ConfigurationError(`Unknown setting '${name}'. Settings are: ${settingNames.join(', ')}.`);
}
