import type { MediaRates } from './media-rates.ts';

/** Type of data that a model accepts or creates. */
export type Modality = 'text' | 'image' | 'audio' | 'video' | 'file';

/** Request parameter that some models reject. */
export type ModelParameter = 'temperature' | 'topP' | 'stop' | 'seed' | 'maxTokens' | 'tools';

/** How a model controls reasoning: by effort level, token budget, switch, always on, or not at all. */
export type ReasoningControl = 'none' | 'effort' | 'budget' | 'level' | 'toggle' | 'alwaysOn';

/** Vocabulary for counting tokens. Counts are exact for the first two and estimated from the first for the others. */
export type Tokenizer = 'o200k_base' | 'cl100k_base' | 'o200k_harmony' | 'qwen3' | 'deepseek_v3' | 'gemma3';

/** Prices of one million tokens. An absent price of audio or of the cache is not known. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  /** Price of input that the provider read from its cache. @default `input` */
  readonly cachedInput?: number | undefined;
  /** Price of input that is written to the cache of the provider. */
  readonly cacheWrite?: number | undefined;
  /** Price of input that is written to the cache of the provider for an hour, if it differs from `cacheWrite`. */
  readonly longCacheWrite?: number | undefined;
  /** Price of reasoning tokens, if it differs from the price of other output. */
  readonly reasoningOutput?: number | undefined;
  /** Price of all output of an answer that contains reasoning. */
  readonly thinkingOutput?: number | undefined;
  readonly audioInput?: number | undefined;
  /** Price of audio that the provider read from its cache. @default `audioInput` */
  readonly cachedAudioInput?: number | undefined;
  readonly audioOutput?: number | undefined;
  readonly imageOutput?: number | undefined;
}

/** Prices of one million tokens that are valid between two dates. */
export interface Price extends Rates {
  /** ISO 4217, for example `USD`. */
  readonly currency: string;
  readonly region?: string | undefined;
  /** Higher rates of the whole request above a number of input tokens. */
  readonly tiers?: readonly (Rates & { readonly aboveInputTokens: number })[];
  /** Factors that multiply all prices at another service tier. */
  readonly serviceTiers?: { readonly flex?: number | undefined; readonly priority?: number | undefined } | undefined;
  /** Minimum number of input tokens for which the provider uses its cache. @default 0 */
  readonly cachedFrom?: number | undefined;
  /** Price of one thousand searches that the provider makes. Free quotas are not taken into account. */
  readonly searches?: number | undefined;
  /** Provider tools that cost only their tokens. */
  readonly freeTools?: readonly string[] | undefined;
  /** First day of validity, `YYYY-MM-DD`. */
  readonly validFrom?: string | undefined;
  /** Last day of validity, `YYYY-MM-DD`. */
  readonly validUntil?: string | undefined;
}

/** Limits of one embedding request. */
export interface EmbedLimits {
  /** Maximum number of inputs. */
  readonly inputs?: number | undefined;
  /** Maximum number of tokens of all inputs together. */
  readonly tokens?: number | undefined;
  /** Maximum size of all inputs together, in bytes of UTF-8. */
  readonly bytes?: number | undefined;
}

/** Facts about a model. An absent fact is unknown. */
export interface ModelInfo {
  readonly id: string;
  /** Other names that the client replaces with `id`. Case is ignored. */
  readonly aliases?: readonly string[] | undefined;
  /** Names of models that share this entry. The client sends them unchanged. */
  readonly variants?: readonly string[] | undefined;
  readonly kind?: 'chat' | 'reasoning' | 'vision' | 'omni' | 'audio' | 'embedding' | undefined;
  readonly input: readonly Modality[];
  readonly output?: readonly Modality[] | undefined;
  /** Maximum number of tokens of request and answer together. */
  readonly contextWindow?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  /** `true` if the API only streams. The client then requests a stream and collects it. */
  readonly streamOnly?: boolean | undefined;
  readonly tools?: boolean | undefined;
  readonly structuredOutput?: 'json_schema' | 'json_object' | undefined;
  readonly reasoning?: ReasoningControl | undefined;
  /** Valid values of `reasoning.effort`. Absent if the model accepts any value or the values are unknown. */
  readonly efforts?: readonly string[] | undefined;
  /** Role of system prompts, if it is not `system`. */
  readonly systemRole?: 'system' | 'developer' | 'user' | undefined;
  /** Parameters that the model rejects. The client leaves them out and warns. */
  readonly refuses?: readonly ModelParameter[] | undefined;
  /** Parameters that the model rejects during reasoning. It accepts them with effort `none`. */
  readonly refusesWhileThinking?: readonly ModelParameter[] | undefined;
  /** Effort that the model uses if the request has none. Absent if unknown. */
  readonly defaultEffort?: string | undefined;
  /** Protocol for the model, if the provider has several. */
  readonly api?: string | undefined;
  /** Protocol of requests with tools, if it differs from `api`. */
  readonly apiWithTools?: string | undefined;
  readonly prices?: readonly Price[] | undefined;
  readonly tokenizer?: Tokenizer | undefined;
  /** Tokens that the service adds to a request with tools. Only for a model without `tokenizer`. */
  readonly toolPreamble?: number | undefined;
  /** Rates that media count. Absent if unknown. */
  readonly media?: MediaRates | undefined;
  readonly status?: 'active' | 'deprecated' | 'retired' | undefined;
  /** Day on which the model is shut down, `YYYY-MM-DD`. */
  readonly shutdownDate?: string | undefined;
  /** Id of the model to use instead. */
  readonly replacement?: string | undefined;
  /** Limits of one `embed` request. The client splits longer inputs into several requests. */
  readonly embedLimits?: EmbedLimits | undefined;
  /** `true` if the model is not in the table. The client sends the name unchanged and warns. */
  readonly unknown?: true | undefined;
}

/** Facts about models by id. An entry may leave out `id`, because it is the key. */
export type CustomModels = Readonly<Record<string, Omit<ModelInfo, 'id'> & { readonly id?: string | undefined }>>;
