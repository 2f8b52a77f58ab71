import type { SDKDefinition } from '@rephysco/core/provider';
import {
  createFileBatches,
  createSDK,
  type Dialect,
  type FileBatchFacts,
  type OpenAIClient,
  openaiCompatible,
} from '@rephysco/openai-compatible';
import { modelsAsOf, OpenAI, openaiModels } from './models.ts';

/** https://developers.openai.com/api/docs/guides/batch */
const batchFacts: FileBatchFacts = {
  limits: { lines: 50_000, bytes: 200_000_000, models: 'one' },
  endpoints: ['/v1/chat/completions', '/v1/responses', '/v1/embeddings'],
};

/** Facts of OpenAI's own Chat Completions. */
export const dialect: Dialect = {
  name: 'openai',
  baseURL: 'https://api.openai.com/v1',
  regions: { global: 'https://api.openai.com/v1', eu: 'https://eu.api.openai.com/v1' },
  env: {
    apiKey: ['OPENAI_API_KEY'],
    baseURL: ['OPENAI_BASE_URL'],
    headers: { 'openai-organization': 'OPENAI_ORG_ID', 'openai-project': 'OPENAI_PROJECT_ID' },
  },
  models: openaiModels,
  defaultModel: OpenAI.GPT_6_1_TERRA,
  defaultEmbeddingModel: OpenAI.TEXT_EMBEDDING_3_SMALL,
  apis: ['chat', 'responses'],
  countsTokens: true,
  features: ['promptCacheKey', 'serviceTier', 'logprobs'],
  providerTools: { web_search: (options) => ({ web_search_options: options }) },
  // https://developers.openai.com/api/reference/resources/embeddings/methods/create
  embedLimits: { inputs: 2048, tokens: 300_000 },
  batches: (context) => createFileBatches(context, batchFacts),
  quirks: { base64Vectors: true, maxTokens: 'max_completion_tokens', audioOutput: 'audio/wav', systemAnywhere: true },
};

/** Definition of the provider `openai`, with access to the official client of `openai`. */
export type OpenAIDefinition = SDKDefinition<OpenAIClient>;

/**
 * Provider definition of OpenAI. Importing this package registers it as `openai`. `openai.create({ apiKey })` works
 * without the registry.
 */
export const openai: OpenAIDefinition = {
  ...openaiCompatible(dialect),
  modelsAsOf,
  sdk: (options) => createSDK(dialect, options),
};
