import type { ModelInfo, Provider } from '@rephysco/core';
import {
  findModel,
  fromBatches,
  jsonRequests,
  keyless,
  type ProviderDefinition,
  type ProviderOptions,
  providerOver,
  regionOf,
} from '@rephysco/core/provider';
import { apiOf, checkAPI } from './api.ts';
import { generateChat } from './chat/chat.ts';
import { embed } from './chat/embeddings.ts';
import type { Dialect } from './dialect.ts';
import { countInputTokens, generateResponse } from './responses/responses.ts';
import { connect } from './service/connection.ts';

/**
 * Creates a provider for a service with Chat Completions, and with Responses if its dialect lists that protocol.
 * Register the provider with `registerProvider`, or use its `create` alone.
 *
 * @example
 * ```ts
 * const baseURL = 'http://localhost:11434/v1';
 * const local = openaiCompatible({ name: 'local', baseURL, models: {}, defaultModel: 'llama3.2' });
 * ```
 */
export function openaiCompatible(dialect: Dialect): ProviderDefinition {
  return {
    name: dialect.name,
    models: dialect.models,
    apis: dialect.apis,
    envKeys: dialect.env?.apiKey,
    envBaseURLs: dialect.env?.baseURL,
    create: (options = {}) => createProvider(dialect, options),
  };
}

function createProvider(dialect: Dialect, options: ProviderOptions): Provider {
  const asked = checkAPI(dialect, options.api);
  const connection = connect(dialect, options);
  const { name, defaultModel, defaultEmbeddingModel, batches } = dialect;
  return providerOver(connection, {
    name,
    ...(asked !== undefined && { identity: `${connection.baseURL} ${asked}` }),
    region: regionOf(dialect, options, connection.baseURL),
    defaultModel,
    defaultEmbeddingModel,
    model: (id) => withLimits(findModel(dialect.models, id), dialect),
    generate(request) {
      const generate = apiOf(request, dialect, asked) === 'responses' ? generateResponse : generateChat;
      return fromBatches(generate(dialect, connection, request));
    },
    ...(defaultEmbeddingModel !== undefined && { embed: (request) => embed(connection, request, dialect.quirks) }),
    ...(dialect.countsTokens && { countTokens: (request) => countInputTokens(dialect, connection, request) }),
    createBatch:
      batches &&
      (() =>
        batches({
          connection: jsonRequests({ ...connection, send: connection.request }),
          over: (transport) => createProvider(dialect, keyless(options, transport)),
        })),
  });
}

/** Applies the embedding limits of the service to models whose entry has none. */
function withLimits(model: ModelInfo, { embedLimits }: Dialect): ModelInfo {
  if (!embedLimits || model.embedLimits || !(model.kind === 'embedding' || model.unknown)) return model;
  return { ...model, embedLimits };
}
