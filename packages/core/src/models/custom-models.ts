import type { CustomModels, ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import { toModelTable } from '../options/check-models.ts';
import { plainName } from '../util/names.ts';
import { shared } from '../util/process-state.ts';
import { findModel } from './find-model.ts';

type Table = Readonly<Record<string, ModelInfo>>;

const registered = (): Map<string, Table> => shared('models@1', () => new Map());

/**
 * Adds facts about models of a provider, or replaces those of its package, for all clients of the process that are
 * created later.
 *
 * @throws ConfigurationError for incomplete facts
 * @example
 * registerModels('openai', {
 *   'gpt-new': { input: ['text', 'image'], contextWindow: 400_000, prices: [{ currency: 'USD', input: 1, output: 8 }]
 * },
 * });
 */
export function registerModels(provider: string, models: CustomModels): void {
  const known = registered();
  known.set(plainName(provider), { ...known.get(plainName(provider)), ...toModelTable(models, 'registerModels()') });
}

/** Returns the provider with additional facts about models: those of the option `models`, then registered ones. */
export function withModels(provider: Provider, models: CustomModels | undefined): Provider {
  const own = { ...registered().get(plainName(provider.name)), ...(models && toModelTable(models, "Option 'models'")) };
  if (Object.keys(own).length === 0) return provider;
  const extended: Provider = {
    ...provider,
    get account() {
      return provider.account;
    },
    model(id) {
      const found = findModel(own, id);
      return found.unknown ? provider.model(id) : found;
    },
    generate: (request) => provider.generate(request),
  };
  const optional: { -readonly [Key in 'embed' | 'countTokens' | 'close' | 'batch' | 'tier']?: Provider[Key] } = {};
  if (provider.embed) optional.embed = (request) => provider.embed?.(request) as never;
  if (provider.countTokens) optional.countTokens = (request) => provider.countTokens?.(request) as never;
  if (provider.batch) optional.batch = provider.batch;
  if (provider.tier) optional.tier = provider.tier;
  if (provider.close) optional.close = () => provider.close?.() as Promise<void>;
  return Object.assign(extended, optional, {
    name: provider.name,
    identity: provider.identity,
    headersDigest: provider.headersDigest,
    region: provider.region,
    defaultModel: provider.defaultModel,
    defaultEmbeddingModel: provider.defaultEmbeddingModel,
  });
}
