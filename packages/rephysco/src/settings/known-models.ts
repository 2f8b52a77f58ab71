import { ConfigurationError, listProviders, type ModelInfo } from '@rephysco/core';
import { findModel } from '@rephysco/core/provider';
import { nearestNames } from '../output/nearest.ts';
import { type Choice, providerNamed } from './choose.ts';
import { providers } from './providers.ts';

/** A model and the provider whose table lists it. */
export interface Served {
  readonly provider: string;
  readonly model: ModelInfo;
}

/** Loads the tables of all providers, or of one, and returns their models. @throws ConfigurationError */
export async function knownModels(name?: string): Promise<readonly Served[]> {
  return (await tablesOf(name)).flatMap(({ name: provider, models }) =>
    Object.values(models).map((model) => ({ provider, model })),
  );
}

async function tablesOf(name?: string) {
  const names = name === undefined ? Object.keys(providers) : [providerNamed(name)];
  await Promise.all(names.map(async (each) => providers[each]?.load()));
  const definitions = listProviders();
  return names.flatMap((each) => definitions.find((definition) => definition.name === each) ?? []);
}

/** Returns the known models with a similar name, as `provider:model`, most similar first. */
export function nearModels(name: string, all: readonly Served[]): readonly string[] {
  const names = all.flatMap(({ model }) => [model.id, ...(model.aliases ?? [])]);
  const near = nearestNames(name, [...new Set(names)]);
  const found = near.length > 0 ? near : commonStart(name, names);
  return found.flatMap((each) =>
    all.filter(({ model }) => isNamed(model, each)).map(({ provider }) => `${provider}:${each}`),
  );
}

const isNamed = ({ id, aliases = [] }: ModelInfo, name: string): boolean => id === name || aliases.includes(name);

/** Returns names that share at least the first four letters, those with the longest common start first. */
function commonStart(name: string, names: readonly string[]): readonly string[] {
  const common = (each: string): number => {
    const end = [...each].findIndex((letter, index) => letter !== name[index]);
    return end < 0 ? each.length : end;
  };
  const near = [...new Set(names)].filter((each) => common(each) > 3);
  return near.sort((one, other) => common(other) - common(one)).slice(0, 4);
}

/** Options for resolving a model name without a provider. */
export interface ResolveOptions {
  readonly hasKey: (provider: string) => boolean;
  /** Provider of the settings or of the chat. It is used for a name that no table lists. */
  readonly preferred?: string | undefined;
}

/**
 * Looks up a model name in the tables of all providers.
 *
 * @throws ConfigurationError with candidates if no table lists the name, or if several do and the keys do not decide
 */
export async function resolveModel(name: string, { hasKey, preferred }: ResolveOptions): Promise<Choice> {
  const tables = await tablesOf();
  const serving = tables.filter(({ models }) => !findModel(models, name).unknown).map((table) => table.name);
  const [only] = serving;
  if (preferred !== undefined && (serving.includes(preferred) || only === undefined)) {
    return { provider: preferred, model: name };
  }
  const candidates = serving.map((provider) => `${provider}:${name}`).join(', ');
  if (preferred !== undefined) {
    throw new ConfigurationError(`The table of ${preferred} does not list '${name}'. Use one of: ${candidates}.`);
  }
  const withKey = serving.filter(hasKey);
  const [provider = only] = withKey;
  if (provider !== undefined && (serving.length === 1 || withKey.length === 1)) return { provider, model: name };
  if (serving.length > 1) throw ambiguous(name, withKey.length > 1 ? withKey : serving, withKey.length > 1);
  const near = nearModels(name.slice(name.indexOf(':') + 1), await knownModels());
  const hint = near.length > 0 ? ` Similar names: ${near.join(', ')}.` : '';
  throw new ConfigurationError(
    `No provider lists the model '${name}'.${hint} To send an unlisted name, name its provider: -m openai:${name}.`,
  );
}

function ambiguous(name: string, serving: readonly string[], haveKeys: boolean): ConfigurationError {
  const candidates = serving.map((provider) => `-m ${provider}:${name}`).join(', ');
  const variables = serving.flatMap((provider) => providers[provider]?.envKeys[0] ?? []);
  const keys = haveKeys ? '' : ` No key is set: set one of ${variables.join(', ')}.`;
  return new ConfigurationError(`Several providers serve the model '${name}'. Choose one: ${candidates}.${keys}`);
}
