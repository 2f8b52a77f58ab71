import { ConfigurationError, type Provider, type ProviderDefinition, type ProviderOptions } from '@rephysco/core';
import { findModel, fromBatches } from '@rephysco/core/provider';
import { Anthropic, anthropicModels, modelsAsOf } from './models.ts';
import { connect } from './service/connection.ts';
import { envBaseURLs, envKeys, name } from './service/environment.ts';
import { countTokens, generate } from './service/generate.ts';
import { type AnthropicClient, createSDK } from './service/sdk.ts';

/** Definition of the provider `anthropic`, with access to the official client. */
export interface AnthropicDefinition extends ProviderDefinition {
  /**
   * Returns the official client of `@anthropic-ai/sdk` over the transport of Rephysco, for APIs that Rephysco does not
   * cover. The SDK is loaded by the first call.
   *
   * @throws AuthenticationError if no API key is set
   * @example
   * const files = await anthropic.sdk({ apiKey }).beta.files.list();
   */
  sdk(options?: ProviderOptions): AnthropicClient;
}

/** Anthropic. Importing this package registers it as `anthropic`; `anthropic.create({ apiKey })` needs no registry. */
export const anthropic: AnthropicDefinition = {
  name,
  models: anthropicModels,
  modelsAsOf,
  envKeys,
  envBaseURLs,
  create: (options = {}) => createProvider(options),
  sdk: createSDK,
};

function createProvider(options: ProviderOptions): Provider {
  const { region, api } = options;
  if (region !== undefined) throw new ConfigurationError(`${name} has no region '${region}'. Regions are: none.`);
  if (api !== undefined) {
    throw new ConfigurationError(`${name} has one protocol. Leave out the option 'api', which is '${api}'.`);
  }
  const connection = connect(options);
  return {
    name,
    identity: connection.baseURL,
    headersDigest: connection.headersDigest,
    get account() {
      return connection.account();
    },
    defaultModel: Anthropic.CLAUDE_SONNET_5_5,
    model: (id) => findModel(anthropicModels, id),
    generate: (request) => fromBatches(generate(connection, request)),
    countTokens: (request) => countTokens(connection, request),
    close: () => connection.close(),
  };
}
