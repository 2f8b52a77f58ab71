import type { Provider } from '@rephysco/core';
import {
  findModel,
  fromBatches,
  type ProviderDefinition,
  type ProviderOptions,
  refuseChoices,
} from '@rephysco/core/provider';
import { Anthropic, anthropicModels, modelsAsOf } from './models.ts';
import { createBatches } from './service/batches.ts';
import { connect } from './service/connection.ts';
import { name, service } from './service/environment.ts';
import { countTokens, generate } from './service/generate.ts';
import { type AnthropicClient, createSDK } from './service/sdk.ts';

/** Definition of the provider `anthropic`, with access to the official client. */
export interface AnthropicDefinition extends ProviderDefinition {
  /**
   * Returns the official client of `@anthropic-ai/sdk` over the transport of Rephysco, for APIs that Rephysco does not
   * cover. It retries by its own rules and does not use the cache or the rate limits of Rephysco.
   *
   * @throws ConfigurationError if `apiKey` or `headers` is a function
   * @throws AuthenticationError if no API key is set
   * @example
   * const files = await anthropic.sdk({ apiKey }).beta.files.list();
   */
  sdk(options?: ProviderOptions): AnthropicClient;
}

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
  return {
    name,
    identity: connection.baseURL,
    headersDigest: connection.headersDigest,
    takeWarnings: connection.takeWarnings,
    get account() {
      return connection.account();
    },
    defaultModel: Anthropic.CLAUDE_SONNET_5_5,
    model: (id) => findModel(anthropicModels, id),
    generate: (request) => fromBatches(generate(connection, request)),
    countTokens: (request) => countTokens(connection, request),
    // The requests of a batch are built without the API key. Only the batch request itself carries it. Headers are
    // kept, because they can name betas.
    batch: createBatches(connection, (transport) => createProvider({ ...options, apiKey: 'none', fetch: transport })),
    close: () => connection.close(),
  };
}
