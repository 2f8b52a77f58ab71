import type { ModelInfo } from '@rephysco/core';
import type { MediaRates, Price } from '@rephysco/core/provider';

type Facts = Omit<ModelInfo, 'id'>;

/** Names of OpenAI models for autocompletion. Any other name is sent unchanged. */
export const OpenAI = {
  GPT_4O: 'gpt-4o',
  GPT_4O_MINI: 'gpt-4o-mini',
  O1: 'o1',
  O3_MINI: 'o3-mini',
  GPT_4_1: 'gpt-4.1',
  GPT_4_1_MINI: 'gpt-4.1-mini',
  GPT_4_1_NANO: 'gpt-4.1-nano',
  O3: 'o3',
  O4_MINI: 'o4-mini',
  GPT_5: 'gpt-5',
  GPT_5_MINI: 'gpt-5-mini',
  GPT_5_NANO: 'gpt-5-nano',
  GPT_5_1: 'gpt-5.1',
  GPT_5_2: 'gpt-5.2',
  GPT_5_4: 'gpt-5.4',
  GPT_5_4_MINI: 'gpt-5.4-mini',
  GPT_5_4_NANO: 'gpt-5.4-nano',
  GPT_5_5: 'gpt-5.5',
  GPT_5_5_PRO: 'gpt-5.5-pro',
  CHAT_LATEST: 'chat-latest',
  GPT_5_6_SOL: 'gpt-5.6-sol',
  GPT_5_6_TERRA: 'gpt-5.6-terra',
  GPT_5_6_LUNA: 'gpt-5.6-luna',
  GPT_6_ASTRA: 'gpt-6-astra',
  GPT_6_SOL: 'gpt-6-sol',
  GPT_6_LUNA: 'gpt-6-luna',
  GPT_6_1_SOL: 'gpt-6.1-sol',
  GPT_6_1_TERRA: 'gpt-6.1-terra',
  GPT_AUDIO: 'gpt-audio',
  GPT_AUDIO_1_5: 'gpt-audio-1.5',
  TEXT_EMBEDDING_3_SMALL: 'text-embedding-3-small',
  TEXT_EMBEDDING_3_LARGE: 'text-embedding-3-large',
} as const;

/**
 * Date of the model facts below. They come from public catalogues and the vendor's pages. Prices are in US dollars per
 * million tokens.
 */
export const modelsAsOf = '2026-11-30';

/**
 * Returns rates for images divided into tiles of 512 pixels. The image is scaled to fit 2048 pixels, and its shorter
 * side to 768 pixels. https://developers.openai.com/api/docs/guides/images-vision
 */
const tiles = (base: number, perTile: number): MediaRates => ({
  image: [{ kind: 'tiles', side: 512, base, perTile, longSide: 2048, shortSide: 768 }],
});

/**
 * Returns rates for images divided into patches of 32 pixels, by the same page. Where measurements differ from the page
 * (https://community.openai.com/t/1377015), both factors are listed.
 */
const patches = (
  factors: readonly number[],
  limits: { readonly mostPatches?: number; readonly longSide?: number } = { mostPatches: 1536 },
): MediaRates => ({ image: factors.map((factor) => ({ kind: 'patches', side: 32, factor, ...limits })) });

const midSize = patches([1, 1.2], { mostPatches: 2500, longSide: 2048 });
const largeSize = patches([1, 1.2], { mostPatches: 10_000, longSide: 6000 });
/** Image rates of GPT-6. They are those of gpt-5.6, because the page does not mention GPT-6. */
const fullSize = patches([1, 1.2], {});

/**
 * Price of 1,000 searches: https://developers.openai.com/api/docs/pricing. Prompts of at least 1,024 tokens are cached:
 * https://developers.openai.com/api/docs/guides/prompt-caching (both read 2026-11-30).
 */
const searched = { searches: 10, cachedFrom: 1024 };
/**
 * Price factors of the service tiers: 0.5 for `flex`, and https://openai.com/api-priority-processing (read 2026-11-30).
 */
const tiersOf = (priority: number): Partial<Price> => ({ ...searched, serviceTiers: { flex: 0.5, priority } });
const double = tiersOf(2);

/** Returns prices of a model in US dollars per million tokens. `others` are prices apart from those of tokens. */
const dollars = (
  input: number,
  cachedInput: number | undefined,
  output: number,
  others: Partial<Price> = searched,
): readonly [Price] => [{ currency: 'USD', input, ...(cachedInput && { cachedInput }), output, ...others }];

/** Returns prices of a model that charges twice the input and 1.5 times the output above 272,000 input tokens. */
function longDollars(...of: Parameters<typeof dollars>): readonly Price[] {
  const [price] = dollars(...of);
  const { input, cachedInput, cacheWrite, output } = price;
  const twice = {
    input: 2 * input,
    ...(cachedInput && { cachedInput: 2 * cachedInput }),
    ...(cacheWrite && { cacheWrite: 2 * cacheWrite }),
  };
  return [{ ...price, tiers: [{ aboveInputTokens: 272_000, ...twice, output: (15 * output) / 10 }] }];
}

/** Returns prices of a model that charges 1.25 times the input for tokens that it writes to its cache. */
const cacheDollars = (input: number, cachedInput: number, output: number): readonly Price[] =>
  longDollars(input, cachedInput, output, { ...double, cacheWrite: 1.25 * input });

const deprecated = (shutdownDate: string, replacement?: string): Partial<Facts> => ({
  status: 'deprecated',
  shutdownDate,
  ...(replacement && { replacement }),
});
const retired = (replacement: string): Partial<Facts> => ({
  status: 'retired',
  shutdownDate: '2026-10-23',
  replacement,
});

const withFiles = ['text', 'image', 'file'] as const;

const common: Facts = { input: ['text', 'image'], structuredOutput: 'json_schema', status: 'active' };

/** Models without reasoning. */
const chat: Facts = { ...common, kind: 'chat', reasoning: 'none', tokenizer: 'o200k_base' };
const gpt4o: Facts = { ...chat, input: withFiles, contextWindow: 128_000, maxOutputTokens: 16_384 };
const gpt41: Facts = { ...chat, contextWindow: 1_047_576, maxOutputTokens: 32_768 };

/** Models with reasoning that reject sampling parameters. */
const thinking: Facts = {
  ...common,
  kind: 'reasoning',
  reasoning: 'effort',
  systemRole: 'developer',
  refuses: ['temperature', 'topP', 'stop'],
  maxOutputTokens: 128_000,
};
const oSeries: Facts = {
  ...thinking,
  contextWindow: 200_000,
  maxOutputTokens: 100_000,
  efforts: ['low', 'medium', 'high'],
  tokenizer: 'o200k_base',
};
const gpt5: Facts = {
  ...thinking,
  contextWindow: 400_000,
  efforts: ['minimal', 'low', 'medium', 'high'],
  tokenizer: 'o200k_base',
};

/** Models with reasoning that accept sampling parameters with effort `none`. */
const optional = {
  refuses: ['stop'],
  refusesWhileThinking: ['temperature', 'topP'],
} as const satisfies Partial<Facts>;
const gpt52: Facts = { ...gpt5, ...optional, efforts: ['none', 'low', 'medium', 'high', 'xhigh'] };

/** Models with a window of one million tokens. */
const large = { input: withFiles, contextWindow: 1_050_000 } as const satisfies Partial<Facts>;
const gpt6: Facts = {
  ...thinking,
  ...large,
  media: fullSize,
  efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
  apiWithTools: 'responses',
};
const gpt56: Facts = { ...gpt6, ...optional, tokenizer: 'o200k_base' };

const audio: Facts = {
  kind: 'audio',
  input: ['text', 'audio'],
  output: ['text', 'audio'],
  contextWindow: 128_000,
  maxOutputTokens: 16_384,
  reasoning: 'none',
  prices: dollars(2.5, undefined, 10, { audioInput: 32, audioOutput: 64 }),
  tokenizer: 'o200k_base',
  status: 'active',
};
const embedding: Facts = {
  kind: 'embedding',
  input: ['text'],
  contextWindow: 8191,
  tokenizer: 'cl100k_base',
  status: 'active',
};

const table = {
  [OpenAI.GPT_4O]: {
    ...gpt4o,
    aliases: ['GPT-4o', 'gpt4o'],
    variants: ['gpt-4o-2024-11-20', 'gpt-4o-2024-08-06'],
    media: tiles(85, 170),
    prices: dollars(2.5, 1.25, 10),
    ...deprecated('2027-01-14', OpenAI.GPT_6_LUNA),
  },
  [OpenAI.GPT_4O_MINI]: {
    ...gpt4o,
    aliases: ['GPT-4o-mini', 'gpt4o-mini'],
    variants: ['gpt-4o-mini-2024-07-18'],
    media: tiles(2833, 5667),
    prices: dollars(0.15, 0.075, 0.6),
    ...deprecated('2027-01-14', OpenAI.GPT_6_LUNA),
  },
  [OpenAI.O1]: {
    ...oSeries,
    aliases: ['gpt-o1', 'GPT-o1'],
    variants: ['o1-2024-12-17'],
    input: withFiles,
    media: tiles(75, 150),
    prices: dollars(15, 7.5, 60, {}),
    ...retired(OpenAI.GPT_5_6_SOL),
  },
  [OpenAI.O3_MINI]: {
    ...oSeries,
    aliases: ['gpt-o3-mini', 'GPT-o3-mini'],
    variants: ['o3-mini-2025-01-31'],
    input: ['text'],
    prices: dollars(1.1, 0.55, 4.4, {}),
    ...retired(OpenAI.GPT_5_6_SOL),
  },
  [OpenAI.GPT_4_1]: {
    ...gpt41,
    variants: ['gpt-4.1-2025-04-14'],
    input: withFiles,
    media: tiles(85, 170),
    prices: dollars(2, 0.5, 8, { ...searched, serviceTiers: { priority: 1.75 } }),
    ...deprecated('2027-01-14', OpenAI.GPT_6_LUNA),
  },
  [OpenAI.GPT_4_1_MINI]: {
    ...gpt41,
    variants: ['gpt-4.1-mini-2025-04-14'],
    input: withFiles,
    media: patches([1.62]),
    prices: dollars(0.4, 0.1, 1.6),
    ...deprecated('2027-01-14', OpenAI.GPT_6_LUNA),
  },
  [OpenAI.GPT_4_1_NANO]: {
    ...gpt41,
    variants: ['gpt-4.1-nano-2025-04-14'],
    media: patches([2.46]),
    prices: dollars(0.1, 0.025, 0.4),
    ...retired(OpenAI.GPT_5_6_LUNA),
  },
  [OpenAI.O3]: {
    ...oSeries,
    variants: ['o3-2025-04-16'],
    input: withFiles,
    media: tiles(75, 150),
    prices: dollars(2, 0.5, 8),
    ...deprecated('2026-12-11', OpenAI.GPT_5_6_SOL),
  },
  [OpenAI.O4_MINI]: {
    ...oSeries,
    variants: ['o4-mini-2025-04-16'],
    media: patches([1.72]),
    prices: dollars(1.1, 0.275, 4.4),
    ...retired(OpenAI.GPT_5_6_TERRA),
  },
  [OpenAI.GPT_5]: {
    ...gpt5,
    variants: ['gpt-5-2025-08-07'],
    media: tiles(70, 140),
    prices: dollars(1.25, 0.125, 10, double),
    ...deprecated('2026-12-11', OpenAI.GPT_6_1_SOL),
  },
  [OpenAI.GPT_5_MINI]: {
    ...gpt5,
    variants: ['gpt-5-mini-2025-08-07'],
    media: patches([1.62, 1.2]),
    prices: dollars(0.25, 0.025, 2, tiersOf(1.8)),
    ...deprecated('2026-12-11', OpenAI.GPT_6_1_TERRA),
  },
  [OpenAI.GPT_5_NANO]: {
    ...gpt5,
    variants: ['gpt-5-nano-2025-08-07'],
    media: patches([2.46, 1.5]),
    prices: dollars(0.05, 0.005, 0.4),
    ...deprecated('2026-12-11', OpenAI.GPT_6_LUNA),
  },
  [OpenAI.GPT_5_1]: {
    ...gpt52,
    variants: ['gpt-5.1-2025-11-13'],
    media: tiles(70, 140),
    efforts: ['none', 'low', 'medium', 'high'],
    defaultEffort: 'none',
    prices: dollars(1.25, 0.125, 10, double),
    ...deprecated('2027-04-01', OpenAI.GPT_6_1_TERRA),
  },
  [OpenAI.GPT_5_2]: {
    ...gpt52,
    variants: ['gpt-5.2-2025-12-11'],
    media: patches([1, 1.2]),
    defaultEffort: 'none',
    prices: dollars(1.75, 0.175, 14, double),
  },
  [OpenAI.GPT_5_4]: {
    ...gpt52,
    ...large,
    variants: ['gpt-5.4-2026-03-05'],
    media: midSize,
    defaultEffort: 'none',
    prices: longDollars(2.5, 0.25, 15, double),
  },
  [OpenAI.GPT_5_4_MINI]: {
    ...gpt52,
    variants: ['gpt-5.4-mini-2026-03-17'],
    media: patches([1.62, 1.2]),
    defaultEffort: 'none',
    prices: dollars(0.75, 0.075, 4.5, double),
  },
  [OpenAI.GPT_5_4_NANO]: {
    ...gpt52,
    variants: ['gpt-5.4-nano-2026-03-17'],
    media: patches([2.46, 1.2]),
    defaultEffort: 'none',
    prices: dollars(0.2, 0.02, 1.25),
    ...deprecated('2027-04-01', OpenAI.GPT_6_LUNA),
  },
  [OpenAI.GPT_5_5]: {
    ...gpt52,
    ...large,
    variants: ['gpt-5.5-2026-04-23'],
    media: largeSize,
    prices: longDollars(5, 0.5, 30, tiersOf(2.5)),
  },
  [OpenAI.GPT_5_5_PRO]: {
    ...thinking,
    ...large,
    variants: ['gpt-5.5-pro-2026-04-23'],
    media: largeSize,
    efforts: ['medium', 'high', 'xhigh'],
    api: 'responses',
    prices: longDollars(30, undefined, 180),
    tokenizer: 'o200k_base',
  },
  // An alias of the model that ChatGPT uses.
  [OpenAI.CHAT_LATEST]: {
    ...chat,
    media: largeSize,
    contextWindow: 400_000,
    maxOutputTokens: 128_000,
    refuses: thinking.refuses,
    prices: dollars(5, 0.5, 30),
  },
  [OpenAI.GPT_5_6_SOL]: { ...gpt56, variants: ['gpt-5.6'], prices: cacheDollars(4, 0.4, 20) },
  [OpenAI.GPT_5_6_TERRA]: { ...gpt56, prices: cacheDollars(2, 0.2, 12) },
  [OpenAI.GPT_5_6_LUNA]: { ...gpt56, prices: cacheDollars(0.2, 0.02, 1.2) },
  [OpenAI.GPT_6_ASTRA]: {
    ...gpt6,
    efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
    prices: cacheDollars(10, 1, 50),
  },
  [OpenAI.GPT_6_SOL]: { ...gpt6, prices: cacheDollars(2, 0.2, 10) },
  [OpenAI.GPT_6_LUNA]: { ...gpt6, prices: cacheDollars(0.1, 0.01, 0.5) },
  [OpenAI.GPT_6_1_SOL]: {
    ...gpt6,
    input: common.input,
    efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
    prices: cacheDollars(2, 0.1, 10),
  },
  [OpenAI.GPT_6_1_TERRA]: { ...gpt6, input: common.input, prices: cacheDollars(1, 0.05, 5) },
  [OpenAI.GPT_AUDIO]: { ...audio, variants: ['gpt-audio-2025-08-28'], ...deprecated('2027-01-20') },
  [OpenAI.GPT_AUDIO_1_5]: audio,
  [OpenAI.TEXT_EMBEDDING_3_SMALL]: { ...embedding, prices: dollars(0.02, undefined, 0, {}) },
  [OpenAI.TEXT_EMBEDDING_3_LARGE]: { ...embedding, prices: dollars(0.13, undefined, 0, {}) },
} satisfies Record<(typeof OpenAI)[keyof typeof OpenAI], Facts>;

/** Facts about each model. https://developers.openai.com/api/docs/models */
export const openaiModels: Readonly<Record<string, ModelInfo>> = Object.fromEntries(
  Object.entries(table).map(([id, facts]) => [id, { id, ...facts }]),
);
