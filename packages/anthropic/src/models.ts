import type { ModelInfo } from '@rephysco/core';
import type { Price } from '@rephysco/core/provider';

/** Names of Claude models. Any other name is sent unchanged. */
export const Anthropic = {
  CLAUDE_FABLE_5_2: 'claude-fable-5-2',
  CLAUDE_FABLE_5_1: 'claude-fable-5-1',
  CLAUDE_FABLE_5: 'claude-fable-5',
  CLAUDE_OPUS_5_5: 'claude-opus-5-5',
  CLAUDE_OPUS_5: 'claude-opus-5',
  CLAUDE_OPUS_4_8: 'claude-opus-4-8',
  CLAUDE_OPUS_4_7: 'claude-opus-4-7',
  CLAUDE_OPUS_4_6: 'claude-opus-4-6',
  CLAUDE_OPUS_4_5: 'claude-opus-4-5',
  CLAUDE_OPUS_4_1: 'claude-opus-4-1',
  CLAUDE_SONNET_5_5: 'claude-sonnet-5-5',
  CLAUDE_SONNET_5: 'claude-sonnet-5',
  CLAUDE_SONNET_4_6: 'claude-sonnet-4-6',
  CLAUDE_SONNET_4_5: 'claude-sonnet-4-5',
  CLAUDE_SONNET_4: 'claude-sonnet-4-0',
  CLAUDE_HAIKU_5_5: 'claude-haiku-5-5',
  CLAUDE_HAIKU_4_5: 'claude-haiku-4-5',
} as const;

/**
 * Date of the model facts below, from https://platform.claude.com/docs/en/models/overview and the types of
 * `@anthropic-ai/sdk` 1.14.0. Prices are in US dollars per million tokens.
 */
export const modelsAsOf = '2026-11-30';

const toolSearches = ['tool_search_tool_regex', 'tool_search_tool_bm25'];

const price = (input: number, output: number, cachedInput?: number): Price => {
  // Cache writes for 5 minutes cost 1.25 times the input price, for 1 hour twice the input price.
  const cacheWrite = Math.round(input * 1.25e6) / 1e6;
  const cache = { cacheWrite, longCacheWrite: input * 2, ...(cachedInput !== undefined && { cachedInput }) };
  // Searches cost $10 per 1,000: https://platform.claude.com/docs/en/about-claude/pricing (read 2026-11-30).
  // The smallest prompt that any model caches has 512 tokens.
  return {
    currency: 'USD',
    input,
    output,
    ...cache,
    cachedFrom: 512,
    searches: 10,
    freeTools: ['web_fetch', ...toolSearches],
  };
};

const common = {
  kind: 'reasoning',
  input: ['text', 'image', 'file'],
  output: ['text'],
  tools: true,
  structuredOutput: 'json_schema',
  // https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview#pricing
  toolPreamble: 346,
  status: 'active',
} as const satisfies Partial<ModelInfo>;

/** Facts of models with a window of one million tokens. They reject sampling parameters and support efforts. */
const large = {
  ...common,
  contextWindow: 1_000_000,
  maxOutputTokens: 128_000,
  reasoning: 'effort',
  efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
  refuses: ['temperature', 'topP', 'seed'],
} as const satisfies Partial<ModelInfo>;

/** Models that always think. */
const alwaysThinking = { ...large, efforts: ['low', 'medium', 'high', 'xhigh'] } as const satisfies Partial<ModelInfo>;

const small = {
  ...common,
  contextWindow: 200_000,
  maxOutputTokens: 64_000,
  reasoning: 'budget',
  refuses: ['seed'],
} as const satisfies Partial<ModelInfo>;

const four = {
  ...common,
  contextWindow: 200_000,
  maxOutputTokens: 64_000,
  reasoning: 'effort',
  efforts: ['none', 'low', 'medium', 'high'],
  refuses: ['seed'],
} as const satisfies Partial<ModelInfo>;

const table = {
  'claude-fable-5-2': { ...alwaysThinking, id: 'claude-fable-5-2', prices: [price(8, 40)] },
  'claude-fable-5-1': { ...alwaysThinking, id: 'claude-fable-5-1', prices: [price(10, 50)] },
  'claude-fable-5': { ...alwaysThinking, id: 'claude-fable-5', prices: [price(10, 50)] },
  'claude-opus-5-5': {
    ...alwaysThinking,
    id: 'claude-opus-5-5',
    defaultEffort: 'medium',
    prices: [price(4, 20, 0.2)],
  },
  'claude-opus-5': { ...large, id: 'claude-opus-5', prices: [price(5, 25, 0.5)] },
  'claude-opus-4-8': { ...large, id: 'claude-opus-4-8', prices: [price(5, 25, 0.5)] },
  'claude-opus-4-7': { ...large, id: 'claude-opus-4-7' },
  'claude-opus-4-6': { ...four, id: 'claude-opus-4-6', prices: [price(5, 25, 0.5)] },
  'claude-opus-4-5': {
    ...small,
    id: 'claude-opus-4-5',
    variants: ['claude-opus-4-5-20251101'],
    prices: [price(5, 25, 0.5)],
    status: 'deprecated',
    shutdownDate: '2027-01-22',
    replacement: 'claude-opus-5-5',
  },
  'claude-opus-4-1': {
    ...small,
    id: 'claude-opus-4-1',
    variants: ['claude-opus-4-1-20250805'],
    maxOutputTokens: 32_000,
    status: 'retired',
    shutdownDate: '2026-08-05',
    replacement: 'claude-opus-5-5',
  },
  'claude-sonnet-5-5': {
    ...large,
    id: 'claude-sonnet-5-5',
    prices: [
      { ...price(2, 10, 0.2), validUntil: '2026-10-06' },
      { ...price(2, 10, 0.1), validFrom: '2026-10-07' },
    ],
  },
  'claude-sonnet-5': { ...large, id: 'claude-sonnet-5', prices: [price(2, 10, 0.2)] },
  'claude-sonnet-4-6': { ...four, id: 'claude-sonnet-4-6', prices: [price(3, 15, 0.3)] },
  'claude-sonnet-4-5': {
    ...small,
    id: 'claude-sonnet-4-5',
    variants: ['claude-sonnet-4-5-20250929'],
    prices: [price(3, 15, 0.3)],
    status: 'deprecated',
    shutdownDate: '2026-11-30',
    replacement: 'claude-sonnet-5-5',
  },
  'claude-sonnet-4-0': {
    ...small,
    id: 'claude-sonnet-4-0',
    variants: ['claude-sonnet-4-20250514'],
    status: 'retired',
    shutdownDate: '2026-06-15',
    replacement: 'claude-sonnet-5-5',
  },
  'claude-haiku-5-5': {
    ...large,
    id: 'claude-haiku-5-5',
    prices: [
      {
        ...price(0.1, 0.5, 0.01),
        tiers: [{ aboveInputTokens: 100_000, input: 0.5, output: 2.5, cachedInput: 0.05, cacheWrite: 0.625 }],
      },
    ],
  },
  'claude-haiku-4-5': {
    ...small,
    id: 'claude-haiku-4-5',
    variants: ['claude-haiku-4-5-20251001'],
    prices: [price(1, 5, 0.1)],
  },
} as const satisfies Record<(typeof Anthropic)[keyof typeof Anthropic], ModelInfo>;

/** Facts about Claude models. */
export const anthropicModels: Readonly<Record<string, ModelInfo>> = table;

/** Features of a model that follow from its family and generation. */
export interface Traits {
  /** Control of thinking. `both` accepts an effort and a budget. */
  readonly thinking: 'adaptive' | 'both' | 'budget' | 'none';
  /** Value of `thinking.type` for effort `none`. Absent for a model that always thinks. */
  readonly off: 'disabled' | 'between_tools' | undefined;
  /** `true` if the model thinks by default. */
  readonly thinksByDefault: boolean;
  /** `true` if thinking has no text unless a request sets summaries. */
  readonly hidesThinking: boolean;
  /** Accepted parameters of `temperature` and `top_p`: both together, one of them, or none. */
  readonly sampling: 'both' | 'one' | 'none';
  /** `true` if the model rejects a forced tool and thinking of other models. */
  readonly isNewest: boolean;
}

/**
 * Returns the traits of a model from its id, so that they also apply to dated ids and models outside the table. An
 * unknown name has the traits of a model that accepts everything.
 *
 * Source: https://platform.claude.com/docs/en/models (pages on new features), read 2026-11-30.
 */
export function traitsOf(id: string): Traits {
  const { family, generation } = readName(id);
  const always = family === 'fable' || family === 'mythos';
  const isNewest = family !== '' && family !== 'haiku' && generation >= (always ? 5.1 : 5.5);
  const older = generation === 4.6 ? 'both' : generation >= 3.7 ? 'budget' : 'none';
  return {
    thinking: generation >= 4.7 ? 'adaptive' : older,
    off: always || (isNewest && family === 'opus') ? undefined : isNewest ? 'between_tools' : 'disabled',
    thinksByDefault: family !== '' && generation >= 5,
    hidesThinking: family !== '' && generation >= 4.7,
    sampling: family === '' || generation < 4.1 ? 'both' : generation < 4.7 ? 'one' : 'none',
    isNewest,
  };
}

const families = '(opus|sonnet|haiku|fable|mythos)';
const version = String.raw`(\d)(?!\d)(?:[-.](\d{1,2})(?!\d))?`;
const later = new RegExp(`${families}-${version}`, 'i');
const earlier = new RegExp(`claude-${version}-${families}`, 'i');

/** Parses `claude-opus-4-6` and the older form `claude-3-7-sonnet`. Dates have more than two digits. */
function readName(id: string): { readonly family: string; readonly generation: number } {
  const [, family, major, minor = '0'] = later.exec(id) ?? [];
  if (family !== undefined) return { family: family.toLowerCase(), generation: Number(`${major}.${minor}`) };
  const [, first, second = '0', name] = earlier.exec(id) ?? [];
  if (name === undefined) return { family: '', generation: Number.POSITIVE_INFINITY };
  return { family: name.toLowerCase(), generation: Number(`${first}.${second}`) };
}
