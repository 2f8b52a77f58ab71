import { ConfigurationError } from '@rephysco/core';
import {
  type ProviderDefinition,
  type ProviderErrorKind,
  resolveBaseURL,
  type WireFailure,
} from '@rephysco/core/provider';
import { createFileBatches, type Dialect, type FileBatchFacts, openaiCompatible } from '@rephysco/openai-compatible';
import { Aliyun, aliyunModels, modelsAsOf } from './models.ts';
import { toDashScopeBody } from './to-dashscope-body.ts';

const regions = {
  cn: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
  intl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  us: 'https://dashscope-us.aliyuncs.com/compatible-mode/v1',
  hk: 'https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1',
} as const;

/** https://www.alibabacloud.com/help/en/model-studio/batch-inference */
const batchFacts: FileBatchFacts = {
  limits: { lines: 50_000, bytes: 500_000_000, models: 'one' },
  endpoints: ['/v1/chat/completions', '/v1/embeddings'],
  tagField: 'ds_name',
};

/** Differences of DashScope's compatible mode: a thinking budget turns thinking on, and audio is sent as a data URL. */
export const dialect: Dialect = {
  name: 'aliyun',
  baseURL: regions.cn,
  regions,
  env: { apiKey: ['DASHSCOPE_API_KEY', 'ALIBABA_API_KEY'], baseURL: ['DASHSCOPE_BASE_URL', 'DASHSCOPE_API_BASE'] },
  models: aliyunModels,
  defaultModel: Aliyun.QWEN3_8_FLASH,
  defaultEmbeddingModel: Aliyun.TEXT_EMBEDDING_V4,
  // https://help.aliyun.com/zh/model-studio/text-embedding-synchronous-api
  embedLimits: { inputs: 10 },
  body: toDashScopeBody,
  batches: (context) => createFileBatches(context, batchFacts),
  features: ['logprobs'],
  // https://help.aliyun.com/zh/model-studio/web-search
  providerTools: {
    web_search: (options) => ({ enable_search: true, search_options: { enable_source: true, ...options } }),
    code_interpreter: () => ({ enable_code_interpreter: true }),
  },
  quirks: { reasoning: 'thinking', audioInput: 'url', structuredOutput: 'json_object' },
  errorKind,
  errorHint,
};

const compatible = openaiCompatible(dialect);

/**
 * Provider definition of Aliyun DashScope. Importing this package registers it as `aliyun`. `aliyun.create({ apiKey })`
 * works without the registry.
 */
export const aliyun: ProviderDefinition = {
  ...compatible,
  modelsAsOf,
  create(options = {}) {
    const baseURL = resolveBaseURL(dialect, options);
    if (!new URL(baseURL).pathname.startsWith('/api/v1')) return compatible.create(options);
    throw new ConfigurationError(
      `The base URL of aliyun ends in /api/v1, DashScope's native protocol: ${baseURL}. ` +
        `Use the compatible mode, for example ${dialect.baseURL}`,
    );
  },
};

function errorKind({ status, code = '', message }: WireFailure): ProviderErrorKind | undefined {
  if (code === 'data_inspection_failed' || /data ?inspection ?failed/i.test(message)) return 'content_filter';
  if (code === 'Arrearage' || code === 'AllocationQuota.FreeTierOnly') return 'quota_exceeded';
  // For DashScope, this code means throttling: https://help.aliyun.com/zh/model-studio/error-code
  if (status === 429) return 'rate_limit';
  return /^(?:limit_requests|Throttling)/.test(code) ? 'rate_limit' : undefined;
}

/** Returns a hint for a rejected key. Keys belong to one region, which the service's error does not mention. */
function errorHint({ status }: WireFailure, baseURL: string): string | undefined {
  if (status !== 401) return undefined;
  const others = Object.entries(regions).filter(([, url]) => url !== baseURL);
  return `Asked at ${new URL(baseURL).host}; keys belong to one region, others are: ${others.map(([region]) => region).join(', ')} (option region).`;
}
