import type { ProviderDefinition, ProviderErrorKind, WireFailure } from '@rephysco/core/provider';
import { commonRules, type Dialect, openaiCompatible } from '@rephysco/openai-compatible';
import { createBatches } from './batches.ts';
import { modelsAsOf, XAI, xaiModels } from './models.ts';

/**
 * Differences of xAI: error codes that are sentences, status 400 for invalid keys, and completion tokens without
 * reasoning.
 */
export const dialect: Dialect = {
  name: 'xai',
  baseURL: 'https://api.x.ai/v1',
  env: { apiKey: ['XAI_API_KEY', 'GROK_API_KEY'], baseURL: ['XAI_BASE_URL', 'XAI_API_BASE'] },
  models: xaiModels,
  defaultModel: XAI.GROK_4_3,
  apis: ['chat', 'responses'],
  features: ['logprobs'],
  batches: createBatches,
  providerTools: { live_search: (options) => ({ search_parameters: { mode: 'on', ...options } }) },
  quirks: {
    maxTokens: 'max_completion_tokens',
    reasoningApart: true,
    systemAnywhere: true,
    // Recorded requests with optional properties and `strict` were accepted.
    strict: { ...commonRules, optional: true },
    // 1e10 ticks are one US dollar: with this factor, list prices match the ticks of the recorded answers.
    reportedCost: { field: 'cost_in_usd_ticks', perDollar: 1e10 },
  },
  errorKind,
};

/**
 * Provider definition of xAI. Importing this package registers it as `xai`. `xai.create({ apiKey })` works without the
 * registry.
 */
export const xai: ProviderDefinition = { ...openaiCompatible(dialect), modelsAsOf };

function errorKind({ status, message, code = '' }: WireFailure): ProviderErrorKind | undefined {
  if (/incorrect api key|no api key/i.test(message)) return 'authentication';
  if ((status === 403 || status === 429) && /credits|licenses|spending limit/i.test(message)) return 'quota_exceeded';
  return /requested entity was not found/i.test(code) ? 'not_found' : undefined;
}
