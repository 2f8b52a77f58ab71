import type { BatchHandle, BatchLimits, BatchPart, BatchResult, BatchState, BatchTrace } from './batch-service.ts';
import type { Attempt } from './error-details.ts';
import type { StreamEvent } from './events.ts';
import type { ModelInfo } from './model-info.ts';
import type { RateLimit } from './rate-limit.ts';
import type { GenerateRequest } from './request.ts';
import type { Cost, Usage } from './usage.ts';

/** Names of the built-in providers. Other registered names are also valid where a provider is expected. */
export const ModelProvider = {
  OPENAI: 'openai',
  GEMINI: 'gemini',
  ALIYUN: 'aliyun',
  SILICON_FLOW: 'siliconflow',
  XAI: 'xai',
  ANTHROPIC: 'anthropic',
} as const;

/** Name of a provider. Case, `-` and `_` are ignored. */
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

/** Connection to the API of one provider. Created by `create` of a provider definition. */
export interface Provider {
  readonly name: string;
  /**
   * Text that distinguishes providers of the same name, for example the base URL. Part of cache keys; never a secret.
   */
  readonly identity?: string | undefined;
  /** Digest of the configured headers, `headersDigest(headers)`. Part of cache keys. */
  readonly headersDigest?: string | undefined;
  /** Digest of the API key, `keyDigest(key)`, never the key. Each key has its own rate limits. */
  readonly account?: string | undefined;
  /** Region of the service, for prices. Absent if prices are equal in all regions. */
  readonly region?: string | undefined;
  /** Returns warnings about the configuration, each once, for the result of a call and `notify`. */
  takeWarnings?(): readonly string[];
  readonly defaultModel: string;
  /** Default model of `embed` calls. */
  readonly defaultEmbeddingModel?: string | undefined;
  /** Returns the facts about a model. Resolves aliases. For an unknown name, the result has `unknown: true`. */
  model(id: string): ModelInfo;
  generate(request: GenerateRequest): AsyncIterable<StreamEvent>;
  embed?(request: EmbedRequest): Promise<EmbedResult>;
  /** Requests the number of input tokens of a request from the service. */
  countTokens?(request: GenerateRequest): Promise<number>;
  /** Batch API, if the service has one. */
  readonly batch?: BatchService | undefined;
  /** Service tier of all answers, for example `batch`, regardless of what the response reports. Prices depend on it. */
  readonly tier?: string | undefined;
  /** Closes connections. */
  close?(): Promise<void>;
}

/** Batch API of a provider. It answers many requests later, at a lower price. */
export interface BatchService {
  readonly limits: BatchLimits;
  /**
   * Returns the provider with another `fetch` function. It needs no key. Core builds requests and reads results with
   * it.
   */
  over(transport: typeof fetch): Provider;
  /**
   * Returns the endpoint of a batch for a request, or `undefined` if a batch cannot contain the request. All requests
   * of a batch have the same endpoint.
   */
  endpoint(url: string, headers: Headers): string | undefined;
  /**
   * Creates a batch. Not idempotent: after a connection error, call `find` to check whether the batch exists.
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
  /** Cancels a batch. The batch keeps the results that are finished. @throws ProviderError */
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
  /** API key. A function is called for each request, and again after a response with status 401. */
  readonly apiKey?: KeyOption | undefined;
  readonly baseURL?: string | undefined;
  /** Headers of each request. A function is called for each request, and again after a response with status 401. */
  readonly headers?: HeadersOption | undefined;
  /**
   * Name of the account for which the functions `apiKey` and `headers` return credentials. Clients with the same
   * account share rate limits and cache entries. Without it, each function has its own.
   */
  readonly account?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Region of the servers, if the provider has several. */
  readonly region?: string | undefined;
  /** Protocol, if the provider has several, for example `chat` or `responses`. */
  readonly api?: string | undefined;
  /** Maximum number of seconds for connecting to the service. @default 10 */
  readonly connectTimeout?: number | undefined;
}

/** Definition of a provider, as its package exports and registers it. */
export interface ProviderDefinition<Options extends ProviderOptions = ProviderOptions> {
  readonly name: string;
  readonly models: Readonly<Record<string, ModelInfo>>;
  /** Day on which the facts of `models` were gathered, `YYYY-MM-DD`. */
  readonly modelsAsOf?: string | undefined;
  /** Protocols that the option `api` accepts, the default first. Absent if there is only one. */
  readonly apis?: readonly string[] | undefined;
  /** Environment variables with the API key. The first one that is set applies. */
  readonly envKeys?: readonly string[] | undefined;
  /** Environment variables with the base URL. The first one that is set applies. */
  readonly envBaseURLs?: readonly string[] | undefined;
  create(options?: Options): Provider;
}
