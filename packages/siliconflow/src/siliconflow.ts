import {
  environmentValue,
  type ProviderDefinition,
  type ProviderErrorKind,
  type WireFailure,
} from '@rephysco/core/provider';
import { createFileBatches, type Dialect, type FileBatchFacts, openaiCompatible } from '@rephysco/openai-compatible';
import { modelsAsOf, SiliconFlow, siliconflowModels } from './models.ts';

const regions = { intl: 'https://api.siliconflow.com/v1', cn: 'https://api.siliconflow.cn/v1' } as const;
const chinaKey = 'SILICONFLOW_CN_API_KEY';
const keys = ['SILICON_FLOW_API_KEY', 'SILICONFLOW_API_KEY'];

/** https://docs.siliconflow.cn/cn/userguide/guides/batch */
const batchFacts: FileBatchFacts = {
  limits: { lines: 5000, bytes: 1_000_000_000, models: 'one' },
  endpoints: ['/v1/chat/completions'],
  // This field sets the model of the whole batch. The service ignores the model in the lines.
  fields: ({ requests }) => ({ replace: { model: requests[0]?.model } }),
};

/** Differences of SiliconFlow: errors as numbers or bare strings, thinking with a budget, JSON mode without schemas. */
export const dialect: Dialect = {
  name: 'siliconflow',
  baseURL: regions.intl,
  regions,
  env: { apiKey: [...keys, chinaKey], baseURL: ['SILICON_FLOW_BASE_URL', 'SILICONFLOW_BASE_URL'] },
  models: siliconflowModels,
  defaultModel: SiliconFlow.DEEPSEEK_V4_FLASH,
  defaultEmbeddingModel: SiliconFlow.QWEN3_EMBEDDING_8B,
  // https://docs.siliconflow.com/en/api-reference/embeddings/create-embeddings
  embedLimits: { inputs: 32 },
  batches: (context) => createFileBatches(context, batchFacts),
  quirks: { reasoning: 'thinking', structuredOutput: 'json_object' },
  errorKind,
  errorHint,
};

const compatible = openaiCompatible(dialect);

/**
 * Provider definition of SiliconFlow. Importing this package registers it as `siliconflow`. `siliconflow.create({
 * apiKey })` works without the registry.
 */
export const siliconflow: ProviderDefinition = {
  ...compatible,
  modelsAsOf,
  create(options = {}) {
    const { apiKey, baseURL, region } = options;
    const china = !apiKey && !baseURL && !region && !environmentValue([...keys, ...(dialect.env?.baseURL ?? [])]);
    return compatible.create(china && environmentValue([chinaKey]) ? { ...options, region: 'cn' } : options);
  },
};

const kinds: Readonly<Record<string, ProviderErrorKind>> = {
  20012: 'not_found',
  20021: 'content_filter',
  30001: 'quota_exceeded',
  50505: 'overloaded',
};

function errorKind({ code = '' }: WireFailure): ProviderErrorKind | undefined {
  return Object.hasOwn(kinds, code) ? kinds[code] : undefined;
}

/** Returns a hint for a rejected key. Keys belong to one of two sites, which the service's error does not mention. */
function errorHint({ status }: WireFailure, baseURL: string): string | undefined {
  if (status !== 401) return undefined;
  const other = baseURL === regions.cn ? 'intl' : 'cn';
  return `Asked at ${new URL(baseURL).host}; keys belong to one site, the other is region '${other}'.`;
}
