import type { Provider } from '@rephysco/core';
import {
  findModel,
  fromBatches,
  keyless,
  type ProviderOptions,
  providerOver,
  refuseChoices,
  type SDKDefinition,
} from '@rephysco/core/provider';
import { Anthropic, anthropicModels, modelsAsOf } from './models.ts';
import { createBatches } from './service/batches.ts';
import { connect } from './service/connection.ts';
import { name, service } from './service/environment.ts';
import { countTokens, generate } from './service/generate.ts';
import { type AnthropicClient, createSDK } from './service/sdk.ts';

/** Definition of the provider `anthropic`, with access to the official client of `@anthropic-ai/sdk`. */
export type AnthropicDefinition = SDKDefinition<AnthropicClient>;

/**
 * Provider definition of Anthropic. Importing this package registers it as `anthropic`. `anthropic.create({ apiKey })`
 * works without the registry.
 */
export const anthropic: AnthropicDefinition = {
  name,
  models: anthropicModels,
  modelsAsOf,
  envKeys: service.env?.apiKey,
  envBaseURLs: service.env?.baseURL,
  create: (options = {}) => createProvider(options),
  sdk: createSDK,
};

function createProvider(options: ProviderOptions): Provider {
  refuseChoices(name, options);
  const connection = connect(options);
  return providerOver(connection, {
    name,
    defaultModel: Anthropic.CLAUDE_SONNET_5_5,
    model: (id) => findModel(anthropicModels, id),
    generate: (request) => fromBatches(generate(connection, request)),
    countTokens: (request) => countTokens(connection, request),
    // Headers can name betas.
    createBatch: () => createBatches(connection, (to) => createProvider(keyless(options, to, options.headers))),
  });
}
