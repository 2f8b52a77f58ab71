import type { StreamEvent } from './events.ts';
import type { MediaRates } from './media-rates.ts';
import type { GenerateRequest } from './request.ts';
import type { Cost, Usage } from './usage.ts';

/** Names of the providers of this project, to type instead of strings. Any other registered name works too. */
export const ModelProvider = {
  OPENAI: 'openai',
  GEMINI: 'gemini',
  ALIYUN: 'aliyun',
  SILICON_FLOW: 'siliconflow',
  XAI: 'xai',
} as const;

/** A provider's name; case, `-` and `_` do not matter. */
export type ModelProvider = (typeof ModelProvider)[keyof typeof ModelProvider] | (string & {});

/** What goes into a model or comes out of it. */
export type Modality = 'text' | 'image' | 'audio' | 'video' | 'file';

/** A request parameter that some models refuse. */
export type ModelParameter = 'temperature' | 'topP' | 'stop' | 'seed' | 'maxTokens' | 'tools';

/** How a model's thinking is steered: by named effort, by a token budget, on or off, or not at all. */
export type ReasoningControl = 'none' | 'effort' | 'budget' | 'level' | 'toggle' | 'alwaysOn';

/** A vocabulary, for counting tokens: the first two are counted exactly, the others estimated from the first. */
export type Tokenizer = 'o200k_base' | 'cl100k_base' | 'o200k_harmony' | 'qwen3' | 'deepseek_v3' | 'gemma3';

/** Prices of one million tokens, in force between two dates. */
export interface Price {
  /** ISO 4217, for example `USD`. */
  readonly currency: string;
  readonly region?: string | undefined;
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number | undefined;
  /** Where thinking costs other than the rest of the output. */
  readonly reasoningOutput?: number | undefined;
  /** Dearer rates of the whole request above a number of input tokens. */
  readonly tiers?: readonly {
    readonly aboveInputTokens: number;
    readonly input: number;
    readonly output: number;
    readonly cachedInput?: number | undefined;
    readonly reasoningOutput?: number | undefined;
  }[];
  /** First day, `YYYY-MM-DD`. */
  readonly validFrom?: string | undefined;
  /** Last day, `YYYY-MM-DD`. */
  readonly validUntil?: string | undefined;
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
  /** What media count, where that is known. */
  readonly media?: MediaRates | undefined;
  readonly status?: 'active' | 'deprecated' | 'retired' | undefined;
  /** Day of the end, `YYYY-MM-DD`. */
  readonly shutdownDate?: string | undefined;
  /** The model to use instead. */
  readonly replacement?: string | undefined;
  /** Not in the table: the name passes as it is, with a warning. */
  readonly unknown?: true | undefined;
}

/** What to embed. */
export interface EmbedRequest {
  readonly model: string;
  readonly input: readonly string[];
  /** Length of the vectors, where the model lets one choose. */
  readonly dimensions?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** One vector for each input, in order. */
export interface EmbedResult {
  readonly embeddings: number[][];
  readonly usage: Usage;
  /** By list price; absent where none is known. Set by the client. */
  readonly cost?: Cost | undefined;
  readonly model: string;
}

/** A provider ready to be asked. */
export interface Provider {
  readonly name: string;
  /** What tells it from another provider of the same name, for example its base URL. Part of cache keys; never a secret. */
  readonly identity?: string | undefined;
  /** What tells the headers that it was given from others: `headersDigest(headers)`. Part of cache keys. */
  readonly headersDigest?: string | undefined;
  /** What tells its key from another one: `keyDigest(key)`, never the key. Keys have rate limits of their own. */
  readonly account?: string | undefined;
  /** Where the service stands that is asked, for prices; absent where prices are the same everywhere. */
  readonly region?: string | undefined;
  readonly defaultModel: string;
  /** The model of `embed` calls that name none. */
  readonly defaultEmbeddingModel?: string | undefined;
  /** What is known about a model; aliases are resolved, an unknown name gets the widest answer and `unknown`. */
  model(id: string): ModelInfo;
  generate(request: GenerateRequest): AsyncIterable<StreamEvent>;
  embed?(request: EmbedRequest): Promise<EmbedResult>;
  /** Asks the service how many input tokens a request has. */
  countTokens?(request: GenerateRequest): Promise<number>;
  /** Lets go of connections. */
  close?(): Promise<void>;
}

/** What a provider is made of. Unset values are looked up in the environment by the provider. */
export interface ProviderOptions {
  readonly apiKey?: string | undefined;
  readonly baseURL?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Part of the world whose servers answer, where a provider has several. */
  readonly region?: string | undefined;
  /** Protocol, where a provider speaks several, for example `chat` or `responses`. */
  readonly api?: string | undefined;
  /** Seconds to reach the service. Default 10. */
  readonly connectTimeout?: number | undefined;
}

/** A provider as its package exports and registers it. */
export interface ProviderDefinition<Options extends ProviderOptions = ProviderOptions> {
  readonly name: string;
  readonly models: Readonly<Record<string, ModelInfo>>;
  /** Day on which the facts of `models` were gathered, `YYYY-MM-DD`. */
  readonly modelsAsOf?: string | undefined;
  /** Environment variables that hold the key, in the order of look-up. */
  readonly envKeys?: readonly string[] | undefined;
  /** Environment variables that hold the base URL, in the order of look-up. */
  readonly envBaseURLs?: readonly string[] | undefined;
  create(options?: Options): Provider;
}
