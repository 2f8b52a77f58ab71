import type { BatchHandle, BatchLimits, BatchPart, BatchResult, BatchState, BatchTrace } from './batch-service.ts';
import type { Attempt } from './error-details.ts';
import type { StreamEvent } from './events.ts';
import type { ModelInfo } from './model-info.ts';
import type { RateLimit } from './rate-limit.ts';
import type { GenerateRequest } from './request.ts';
import type { Cost, Usage } from './usage.ts';

/** Names of the providers of this project, to type instead of strings. Any other registered name works too. */
export const ModelProvider = {
  OPENAI: 'openai',
  GEMINI: 'gemini',
  ALIYUN: 'aliyun',
  SILICON_FLOW: 'siliconflow',
  XAI: 'xai',
  ANTHROPIC: 'anthropic',
} as const;

/** A provider's name; case, `-` and `_` do not matter. */
export type ModelProvider = (typeof ModelProvider)[keyof typeof ModelProvider] | (string & {});

/** Request for vectors, as providers receive it. */
export interface EmbedRequest {
  /** Id of the model, with aliases resolved. */
  readonly model: string;
  /** Texts, none of them empty, within the `embedLimits` of the model. */
  readonly input: readonly string[];
  /** Length of the vectors, if the model supports several. */
  readonly dimensions?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sent to the provider's API unchanged. */
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Receives the rate limits that the service reports in its response. */
  readonly onRateLimit?: ((seen: RateLimit) => void) | undefined;
}

/** Result of `embed`: one vector for each input, in order. */
export interface EmbedResult {
  readonly embeddings: number[][];
  /** Tokens of all inputs together. */
  readonly usage: Usage;
  /** Model that created the vectors, as the provider names it. */
  readonly model: string;
  /** Cost by list price. Absent if no price is known. Set by the client. */
  readonly cost?: Cost | undefined;
  /** `true` if no request was sent, because the cache had the vectors. Set by the client. */
  readonly cached?: boolean | undefined;
  /** Every request that was sent, in order. Set by the client. */
  readonly attempts?: readonly Attempt[] | undefined;
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
  /** Returns warnings about the configuration, each once, for the result of a call and `notify`. */
  takeWarnings?(): readonly string[];
  readonly defaultModel: string;
  /** The model of `embed` calls that name none. */
  readonly defaultEmbeddingModel?: string | undefined;
  /** What is known about a model; aliases are resolved, an unknown name gets the widest answer and `unknown`. */
  model(id: string): ModelInfo;
  generate(request: GenerateRequest): AsyncIterable<StreamEvent>;
  embed?(request: EmbedRequest): Promise<EmbedResult>;
  /** Asks the service how many input tokens a request has. */
  countTokens?(request: GenerateRequest): Promise<number>;
  /** Batch API, if the service has one. */
  readonly batch?: BatchService | undefined;
  /** Service tier of all answers, whatever they say, for example `batch`. Prices depend on it. */
  readonly tier?: string | undefined;
  /** Lets go of connections. */
  close?(): Promise<void>;
}

/** Batch API of a provider: many requests are submitted together, and answered later at a lower price. */
export interface BatchService {
  readonly limits: BatchLimits;
  /** Returns the provider over another transport. It needs no key. Core uses it to build requests and to read results. */
  over(transport: typeof fetch): Provider;
  /**
   * Returns the endpoint of a batch for a request, or `undefined` if the request cannot be in a batch. Only requests with the
   * same endpoint share a batch.
   */
  endpoint(url: string, headers: Headers): string | undefined;
  /**
   * Creates a batch. Not idempotent: after an error of the connection, `find` tells whether the batch exists.
   *
   * @throws ProviderError
   */
  submit(part: BatchPart, signal?: AbortSignal): Promise<BatchHandle>;
  /** Returns the batch of a part whose creation was not confirmed, or `undefined`. @throws ProviderError */
  find(trace: BatchTrace, signal?: AbortSignal): Promise<BatchHandle | undefined>;
  /** Returns the state of a batch. @throws ProviderError */
  poll(handle: BatchHandle, signal?: AbortSignal): Promise<BatchState>;
  /** Yields the results of a batch that has ended, in any order. @throws ProviderError */
  results(handle: BatchHandle, signal?: AbortSignal): AsyncIterable<BatchResult>;
  /** Cancels a batch. It ends with the results that it has by then. @throws ProviderError */
  cancel(handle: BatchHandle, signal?: AbortSignal): Promise<void>;
}

/** An API key, or a function that returns the current one, for example a token that expires. */
export type KeyOption = string | (() => string | Promise<string>);

/** Request headers, or a function that returns the current ones. */
export type HeadersOption =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

/** Options of a provider. The provider looks unset values up in the environment. */
export interface ProviderOptions {
  /** A function is called for each request, and once more after a 401. */
  readonly apiKey?: KeyOption | undefined;
  readonly baseURL?: string | undefined;
  /** A function is called for each request, and once more after a 401. */
  readonly headers?: HeadersOption | undefined;
  /**
   * Name of the account that the functions `apiKey` and `headers` belong to. Clients with the same account share their
   * rate limits and cache entries. Without it, each function has its own.
   */
  readonly account?: string | undefined;
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
  /** Protocols that the option `api` accepts, the default first. Absent if there is only one. */
  readonly apis?: readonly string[] | undefined;
  /** Environment variables that hold the key, in the order of look-up. */
  readonly envKeys?: readonly string[] | undefined;
  /** Environment variables that hold the base URL, in the order of look-up. */
  readonly envBaseURLs?: readonly string[] | undefined;
  create(options?: Options): Provider;
}
