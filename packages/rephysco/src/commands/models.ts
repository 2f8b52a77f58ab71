import { ConfigurationError, listProviders, type ModelInfo, priceOf } from '@rephysco/core';
import type { Command } from 'commander';
import { safeLine } from '../output/answer/answer-writer.ts';
import { schema } from '../output/json-output.ts';
import { table } from '../output/table.ts';
import { splitModel } from '../settings/choose.ts';
import type { Context } from '../settings/context.ts';
import { credentialsFor } from '../settings/credentials.ts';
import { knownModels, nearModels, type Served } from '../settings/known-models.ts';
import { openClient } from '../settings/open-client.ts';
import type { Output } from '../terminal/output.ts';
import type { Run } from './command.ts';
import { setSetting } from './config.ts';
import { another } from './flags/flag-values.ts';
import { withCommon } from './flags/target-flags.ts';

/** Defines `models`. */
export function addModels(models: Command, run: Run): void {
  // `-q` is short for `--query` here, so `--quiet` has no short form.
  withCommon(
    models.command('list', { isDefault: true }).description('list known models with context window and price'),
    '--quiet',
  )
    .option('-q, --query <text>', 'show only models whose name contains the text; may be repeated', another)
    .option('-p, --provider <name>', 'show only models of this provider')
    .option('--base-url <url>', 'server for --live')
    .option('--live', 'request the list of the provider')
    .option('--json', 'print one JSON object')
    .action((flags) => run(flags, (context) => listModels(flags, context)));
  withCommon(models.command('show').description('show all known facts about a model').argument('<model>'))
    .option('--json', 'print one JSON object')
    .action((name: string, flags) => run(flags, (context) => showModel(name, flags, context)));
  withCommon(models.command('default').description('show or set the default model').argument('[model]')).action(
    (name: string | undefined, flags) => run(flags, (context) => defaultModel(name, context)),
  );
}

/** Flags of `models list`. */
export interface ModelFlags {
  readonly query?: readonly string[];
  readonly provider?: string;
  readonly baseUrl?: string;
  readonly json?: boolean;
  readonly live?: boolean;
}

/** Lists the models in the tables or, with `--live`, the models that the providers list. */
export async function listModels(flags: ModelFlags, context: Context): Promise<number> {
  const { query = [], json, live } = flags;
  const all = live ? await liveModels(flags, context) : await knownModels(flags.provider);
  const fits = ({ provider, model }: Served): boolean =>
    query.every((word) =>
      `${provider}:${model.id} ${model.aliases?.join(' ') ?? ''}`.toLowerCase().includes(word.toLowerCase()),
    );
  const found = all.filter(fits);
  if (json) {
    const models = found.map(({ provider, model }) => ({ provider, ...model }));
    context.terminal.stdout.write(`${JSON.stringify({ schema, models })}\n`);
  } else {
    context.terminal.stdout.write(table(found.map(rowOf), context.terminal.stdout));
    if (found.length === 0)
      context.terminal.notes.write('No model matches. --live requests the list of the provider.\n');
  }
  return 0;
}

/** Shows all known facts about one model. */
export async function showModel(name: string, { json }: ModelFlags, { terminal }: Context): Promise<number> {
  const { provider, model } = splitModel(name);
  const found = (await knownModels(provider)).filter((each) =>
    [each.model.id, ...(each.model.aliases ?? []), ...(each.model.variants ?? [])].includes(model ?? name),
  );
  if (found.length === 0) {
    const near = nearModels(model ?? name, await knownModels(provider));
    const hint = near.length > 0 ? ` Similar names: ${near.join(', ')}.` : '';
    throw new ConfigurationError(`No provider lists the model '${name}'.${hint}`);
  }
  const models = found.map((each) => ({ provider: each.provider, asOf: asOf(each.provider), ...each.model }));
  terminal.stdout.write(
    json
      ? `${JSON.stringify({ schema, models })}\n`
      : models.map((each) => detailsOf(each, terminal.stdout)).join('\n'),
  );
  return 0;
}

/** Shows or sets the default model. */
export async function defaultModel(name: string | undefined, context: Context): Promise<number> {
  if (name === undefined) {
    const { client, provider } = await openClient({}, context);
    await client.close();
    context.terminal.stdout.write(`${provider}:${client.model}\n`);
    return 0;
  }
  return setSetting('model', name, context);
}

/** Returns the models that the provider itself lists. @throws ProviderError, ConfigurationError */
async function liveModels(flags: ModelFlags, context: Context): Promise<readonly Served[]> {
  const { client, provider } = await openClient(flags, context);
  await client.close();
  const { apiKey } = credentialsFor(provider, context.sources, flags.baseUrl);
  const { liveModelIds } = await import('./live-models.ts');
  const ids = await liveModelIds(client.provider, apiKey, context.terminal.signal);
  const info = (id: string): ModelInfo => ({ ...client.provider.model(id), id });
  return ids.map((id) => ({ provider, model: info(id) }));
}

function rowOf({ provider, model }: Served): readonly string[] {
  const { id, kind = '', contextWindow, status = 'active', shutdownDate, unknown } = model;
  const window = contextWindow === undefined ? '' : `${Math.round(contextWindow / 1000)}k`;
  const state = unknown ? 'not in the table' : status === 'active' ? '' : `${status} ${shutdownDate ?? ''}`.trim();
  return [`${provider}:${safeLine(id)}`, kind, window, priceText(model), state];
}

function priceText(model: ModelInfo): string {
  const day = new Date().toISOString().slice(0, 10);
  const price = priceOf(model, { day }) ?? model.prices?.[0];
  return price ? `${price.input}/${price.output} ${price.currency}` : '';
}

const asOf = (provider: string): string | undefined =>
  listProviders().find(({ name }) => name === provider)?.modelsAsOf;

function detailsOf(model: object, output: Output): string {
  const rows = Object.entries(model).filter(([, value]) => value !== undefined);
  return table(
    rows.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    output,
  );
}
