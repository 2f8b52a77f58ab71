import type { MediaRates } from './media-rates.ts';

/** What goes into a model or comes out of it. */
export type Modality = 'text' | 'image' | 'audio' | 'video' | 'file';

/** A request parameter that some models refuse. */
export type ModelParameter = 'temperature' | 'topP' | 'stop' | 'seed' | 'maxTokens' | 'tools';

/** How a model's thinking is steered: by named effort, by a token budget, on or off, or not at all. */
export type ReasoningControl = 'none' | 'effort' | 'budget' | 'level' | 'toggle' | 'alwaysOn';

/** A vocabulary, for counting tokens: the first two are counted exactly, the others estimated from the first. */
export type Tokenizer = 'o200k_base' | 'cl100k_base' | 'o200k_harmony' | 'qwen3' | 'deepseek_v3' | 'gemma3';

/** Prices of one million tokens. An absent price of audio or of the cache is not known. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  /** Price of input that the provider read from its cache. @default `input` */
  readonly cachedInput?: number | undefined;
  /** Price of input that is written to the cache of the provider. */
  readonly cacheWrite?: number | undefined;
  /** Price of input that is written to the cache of the provider for an hour, where that is dearer. */
  readonly longCacheWrite?: number | undefined;
  /** Price of reasoning tokens, where reasoning costs other than the rest of the output. */
  readonly reasoningOutput?: number | undefined;
  /** Price of all output of an answer that contains reasoning. */
  readonly thinkingOutput?: number | undefined;
  readonly audioInput?: number | undefined;
  /** Price of audio that the provider read from its cache. @default `audioInput` */
  readonly cachedAudioInput?: number | undefined;
  readonly audioOutput?: number | undefined;
  readonly imageOutput?: number | undefined;
}

/** Prices of one million tokens, in force between two dates. */
export interface Price extends Rates {
  /** ISO 4217, for example `USD`. */
  readonly currency: string;
  readonly region?: string | undefined;
  /** Dearer rates of the whole request above a number of input tokens. */
  readonly tiers?: readonly (Rates & { readonly aboveInputTokens: number })[];
  /** Factors of all prices at other service tiers than the default. */
  readonly serviceTiers?: { readonly flex?: number | undefined; readonly priority?: number | undefined } | undefined;
  /** Smallest number of input tokens of which some may be read from the cache. @default 0 */
  readonly cachedFrom?: number | undefined;
  /** Price of one thousand searches that the provider makes. Free quotas are not taken into account. */
  readonly searches?: number | undefined;
  /** Tools of the provider that cost nothing beside their tokens. */
  readonly freeTools?: readonly string[] | undefined;
  /** First day, `YYYY-MM-DD`. */
  readonly validFrom?: string | undefined;
  /** Last day, `YYYY-MM-DD`. */
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

/** What is known about a model. */
export interface ModelInfo {
  readonly id: string;
  /** Loose names that are rewritten to `id`. Compared without case. */
  readonly aliases?: readonly string[] | undefined;
  /** Real names that share this entry and are sent unchanged. */
  readonly variants?: readonly string[] | undefined;
  readonly kind?: 'chat' | 'reasoning' | 'vision' | 'omni' | 'audio' | 'embedding' | undefined;
  readonly input: readonly Modality[];
  readonly output?: readonly Modality[] | undefined;
  /** Tokens of request and answer together. */
  readonly contextWindow?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  /** The wire refuses whole answers: ask for increments even when the caller wants one string. */
  readonly streamOnly?: boolean | undefined;
  readonly tools?: boolean | undefined;
  readonly structuredOutput?: 'json_schema' | 'json_object' | undefined;
  readonly reasoning?: ReasoningControl | undefined;
  /** What `reasoning.effort` may be; absent where the model takes any or none is known. */
  readonly efforts?: readonly string[] | undefined;
  /** The role that carries system prompts, where it is not `system`. */
  readonly systemRole?: 'system' | 'developer' | 'user' | undefined;
  /** Parameters that the model refuses; they are left out with a warning. */
  readonly refuses?: readonly ModelParameter[] | undefined;
  /** Parameters that the model refuses while it thinks, so not with effort `none`. */
  readonly refusesWhileThinking?: readonly ModelParameter[] | undefined;
  /** The effort of a model that is asked for none in particular, where that is known. */
  readonly defaultEffort?: string | undefined;
  /** Which protocol the model is asked through, where its provider speaks several. */
  readonly api?: string | undefined;
  /** The protocol of requests with tools, where it is another one. */
  readonly apiWithTools?: string | undefined;
  readonly prices?: readonly Price[] | undefined;
  readonly tokenizer?: Tokenizer | undefined;
  /** Tokens that the service adds to a request with tools, for a model without a known `tokenizer`. */
  readonly toolPreamble?: number | undefined;
  /** What media count, where that is known. */
  readonly media?: MediaRates | undefined;
  readonly status?: 'active' | 'deprecated' | 'retired' | undefined;
  /** Day of the end, `YYYY-MM-DD`. */
  readonly shutdownDate?: string | undefined;
  /** The model to use instead. */
  readonly replacement?: string | undefined;
  /** Limits of one `embed` request. The client splits longer inputs into several requests. */
  readonly embedLimits?: EmbedLimits | undefined;
  /** Not in the table: the name passes as it is, with a warning. */
  readonly unknown?: true | undefined;
}

/** Facts about models by id. `id` may be left out: it is the key. */
export type CustomModels = Readonly<Record<string, Omit<ModelInfo, 'id'> & { readonly id?: string | undefined }>>;
