import {
  asList,
  cacheLifetime,
  type GenerateRequest,
  leftOut,
  providerToolIn,
  unknownProviderTool,
  unusedMarks,
  type WireObject,
} from '@rephysco/core/provider';
import type { API, Dialect } from './dialect.ts';

/** Fields of a body, and warnings about options that the service does not support. */
export interface FeatureFields {
  readonly fields: WireObject;
  readonly warnings: readonly string[];
}

type FeatureDialect = Partial<Pick<Dialect, 'name' | 'features'>>;

/**
 * Seconds that a prompt is cached without `prompt_cache_retention`, and with it:
 * https://developers.openai.com/api/docs/guides/prompt-caching
 */
const retentions = [3600, 86_400] as const;

/** Returns the fields for the options `promptCache`, `tier` and `logprobs`. */
export function toFeatures(request: GenerateRequest, { features = [] }: FeatureDialect, api: API): FeatureFields {
  const { promptCache, tier, logprobs, model } = request;
  const warnings: string[] = promptCache ? [] : [...unusedMarks(request)];
  const fields: Record<string, unknown> = {};
  const isKnown = (feature: (typeof features)[number], option: string): boolean => {
    if (features.includes(feature)) return true;
    warnings.push(leftOut(model, option));
    return false;
  };
  if (promptCache && isKnown('promptCacheKey', 'promptCache')) {
    if (promptCache.key !== undefined) fields.prompt_cache_key = promptCache.key;
    if (cacheLifetime(request, retentions, warnings) > retentions[0]) fields.prompt_cache_retention = '24h';
  }
  // Without the field, the project's tier applies, which is not always the default.
  if (tier && (tier !== 'default' || features.includes('serviceTier')) && isKnown('serviceTier', 'tier')) {
    fields.service_tier = tier;
  }
  if (logprobs !== undefined && logprobs !== false && isKnown('logprobs', 'logprobs')) {
    if (api === 'chat') fields.logprobs = true;
    else fields.include = ['message.output_text.logprobs'];
    if (typeof logprobs === 'number' && logprobs > 0) fields.top_logprobs = logprobs;
  }
  return { fields, warnings };
}

/**
 * Returns the fields of Chat Completions that turn provider tools on.
 *
 * @throws UnsupportedError if the service does not have a tool in this protocol
 */
export function toProviderTools(
  { providerTools = [], provider }: GenerateRequest,
  { providerTools: known = {} }: Partial<Pick<Dialect, 'providerTools'>>,
): WireObject {
  const fields = providerTools.map(({ name, options }) => providerToolIn(known, name, provider)(options));
  return Object.assign({}, ...fields) as WireObject;
}

/** Provider tools of all services with the Responses protocol (read 2026-11-30). */
const responseTools: readonly string[] = [
  'web_search',
  'web_search_preview',
  'file_search',
  'code_interpreter',
  'code_execution',
  'image_generation',
  'computer_use_preview',
  'collections_search',
  'x_search',
  'local_shell',
  'shell',
  'apply_patch',
  'tool_search',
  'mcp',
];

/**
 * Returns the provider tools for the list `tools` of the Responses protocol.
 *
 * @throws UnsupportedError for a name that the protocol does not have
 */
export function toResponseTools({ providerTools = [], provider }: GenerateRequest): readonly WireObject[] {
  return providerTools.map(({ name, options }) => {
    if (!responseTools.includes(name)) throw unknownProviderTool(name, provider, responseTools);
    // The code interpreter needs a container. The documentation recommends this one.
    const defaults = name === 'code_interpreter' ? { container: { type: 'auto' } } : {};
    return { type: name, ...defaults, ...options };
  });
}

/** Returns the caller's options, with their `tools` appended to the tools of the request. */
export function withTools(options: WireObject, body: WireObject): WireObject {
  const own = asList(options.tools);
  return own.length > 0 && body.tools ? { ...options, tools: [...asList(body.tools), ...own] } : options;
}
