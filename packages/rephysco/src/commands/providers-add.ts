import { ConfigurationError } from '@rephysco/core';
import { changeSetting } from '../settings/change-setting.ts';
import type { Context } from '../settings/context.ts';
import { type ProviderSettings, toProviderSettings } from '../settings/provider-settings.ts';
import { isBuiltIn, plainName } from '../settings/providers.ts';
import { recipes } from '../settings/recipes.ts';

/** Flags of `providers add`. */
export interface AddFlags {
  readonly baseUrl?: string;
  readonly model?: readonly string[];
  readonly keyVariable?: string;
}

/**
 * Adds a service with Chat Completions to the user's settings, from a recipe, from flags, or from both.
 *
 * @throws ConfigurationError for an existing name, or if the URL or the models are missing
 */
export async function addProvider(name: string, flags: AddFlags, { paths, terminal }: Context): Promise<number> {
  const plain = plainName(name);
  if (isBuiltIn(plain)) throw new ConfigurationError(`'${name}' is a provider of rephysco already.`);
  const { needs, ...recipe } = recipes[plain] ?? {};
  const { baseUrl: baseURL = recipe.baseURL, model: models = recipe.models, keyVariable = recipe.keyVariable } = flags;
  const missing = [...(baseURL ? [] : ['--base-url <url>']), ...(models ? [] : ['--model <name>'])];
  if (missing.length > 0) {
    const hint = Object.hasOwn(recipes, plain) ? '' : ` Names with a recipe: ${Object.keys(recipes).join(', ')}.`;
    throw new ConfigurationError(`'providers add ${name}' also needs ${missing.join(' and ')}.${hint}`);
  }
  const settings: ProviderSettings = {
    type: 'openai-compatible',
    ...(baseURL && { baseURL }),
    ...(models && { models }),
    ...(keyVariable && { keyVariable }),
  };
  await changeSetting(`providers.${plain}`, paths, () => toProviderSettings({ [plain]: settings })[plain]);
  const key = keyVariable ? ` Set its key: export ${keyVariable}=…, or rephysco keys set ${plain}.` : '';
  terminal.notes.write(`Added ${plain} at ${baseURL}.${key} Try it: rephysco -p ${plain} "…"\n`);
  return 0;
}

/** Removes a provider that `providers add` added. @throws ConfigurationError for any other name */
export async function removeProvider(name: string, { paths, layers, terminal }: Context): Promise<number> {
  const plain = plainName(name);
  const own = layers.find(({ project, providers }) => !project && providers?.[plain]?.type !== undefined);
  if (!own) throw new ConfigurationError(`The settings of this user do not add a provider '${name}'.`);
  await changeSetting(`providers.${plain}`, paths, () => undefined);
  terminal.notes.write(`Removed ${plain}.\n`);
  return 0;
}
