import type { EmbedResult, ModelInfo, Provider } from '@rephysco/core';
import {
  type Connection,
  type EmbedLimits,
  type EmbedRequest,
  findModel,
  fromBatches,
  keyless,
  type ProviderDefinition,
  type ProviderOptions,
  providerOver,
  readJSONObject,
  refuseChoices,
  vectorLimits,
} from '@rephysco/core/provider';
import { Gemini, geminiModels, modelsAsOf } from './models.ts';
import { toEmbeddings, toEmbedRequests } from './request/embeddings.ts';
import { createBatches } from './service/batches.ts';
import { connect } from './service/connection.ts';
import { envBaseURLs, envKeys, name } from './service/environment.ts';
import { countTokens, generate } from './service/generate.ts';
import { buildEmbed } from './service/sdk.ts';

/**
 * Provider definition of Google Gemini. Importing this package registers it as `gemini`. `gemini.create({ apiKey })`
 * works without the registry.
 */
export const gemini: ProviderDefinition = {
  name,
  models: geminiModels,
  modelsAsOf,
  envKeys,
  envBaseURLs,
  create: (options = {}) => createProvider(options),
};

function createProvider(options: ProviderOptions): Provider {
  refuseChoices(name, options);
  const connection = connect(options);
  return providerOver(connection, {
    name,
    defaultModel: Gemini.GEMINI_3_8_FLASH,
    defaultEmbeddingModel: Gemini.GEMINI_EMBEDDING_001,
    // Model lists of the API and recordings prefix a name with `models/`.
    model: (id) => withLimits(findModel(geminiModels, id.replace(/^models\//, ''))),
    generate: (request) => fromBatches(generate(connection, request)),
    embed: (request) => embed(connection, request),
    countTokens: (request) => countTokens(connection, request),
    createBatch: () => createBatches(connection, (transport) => createProvider(keyless(options, transport))),
  });
}

async function embed(connection: Connection, request: EmbedRequest): Promise<EmbedResult> {
  const { model, signal } = request;
  signal?.throwIfAborted();
  const origin = connection.origin(signal);
  const response = await connection.send(await buildEmbed(model, toEmbedRequests(request)), signal);
  return toEmbeddings(await readJSONObject(response, origin, vectorLimits(request.input.length)), request, origin);
}

/** https://ai.google.dev/api/embeddings#method:-models.batchembedcontents */
const embedLimits: EmbedLimits = { inputs: 100 };

function withLimits(model: ModelInfo): ModelInfo {
  return model.embedLimits || !(model.kind === 'embedding' || model.unknown) ? model : { ...model, embedLimits };
}
