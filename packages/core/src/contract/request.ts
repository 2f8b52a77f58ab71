import type { Message } from './message.ts';
import type { ModelInfo } from './model-info.ts';
import type { Notice } from './notice.ts';
import type { RateLimit } from './rate-limit.ts';
import type { GenerateResult } from './result.ts';
import type { JSONSchema } from './schema.ts';
import type { TimeoutOptions } from './timeout.ts';
import type { TokenizerFunction } from './tokenizer-function.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from './tool.ts';

/** Effort level of reasoning. `none` turns reasoning off. */
export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';

/** Controls how much a model reasons before it answers. A provider maps it to what the model supports, or warns. */
export interface ReasoningOptions {
  /** Effort level. `none` turns reasoning off. */
  readonly effort?: Effort | undefined;
  /** Maximum number of reasoning tokens. */
  readonly budget?: number | undefined;
}

/** Options of the provider's own prompt cache, which makes requests with the same beginning cheaper. */
export interface PromptCacheOptions {
  /** Name that groups requests with the same beginning, if the provider supports it. */
  readonly key?: string | undefined;
  /** Lifetime in seconds, if the provider supports it. */
  readonly ttl?: number | undefined;
}

/** Service tier of a request. */
export type ServiceTier = 'default' | 'flex' | 'priority';

/** Reaction to an option that the model does not support: a warning, an `UnsupportedError`, or none. */
export type OnUnsupported = 'warn' | 'error' | 'ignore';

/** Cache options of one call. */
export interface CacheOptions {
  /** Lifetime of the entry in seconds. @default Config.cacheTtl */
  readonly ttl?: number | undefined;
  /** Sends the request even if an entry exists, and replaces the entry. @default false */
  readonly refresh?: boolean | undefined;
  /**
   * Seconds after `ttl` during which the call still returns the entry at once, while the cache requests a new answer in
   * the background for later calls.
   *
   * @default 0
   */
  readonly staleWhileRevalidate?: number | undefined;
  /** Name that separates entries: calls of one namespace never find entries of another, for example one per user. */
  readonly namespace?: string | undefined;
}

/**
 * Complete request as middleware and providers receive it. It is frozen: middleware passes a changed copy to `next`.
 */
export interface GenerateRequest {
  /** Name of the provider. */
  readonly provider: string;
  /** Id of the model, with aliases resolved. */
  readonly model: string;
  /** Facts about `model`. Absent in requests that were not built by a client. */
  readonly modelInfo?: ModelInfo | undefined;
  /** Operation of the provider, if it is not `generate`. For `embed`, `messages` contains the inputs. */
  readonly operation?: 'embed' | 'countTokens' | undefined;
  readonly messages: readonly Message[];
  /** `true` to receive the answer in chunks. It never changes the answer. */
  readonly stream: boolean;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  /** Maximum number of output tokens. */
  readonly maxTokens?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly tools?: readonly ToolDefinition[] | undefined;
  /** Tools that the provider runs itself. */
  readonly providerTools?: readonly ProviderTool[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  /** Maximum number of tool calls in the answer. @default 128 */
  readonly maxToolCalls?: number | undefined;
  /** Maximum size of the answer in bytes, counted after decompression. @default 67108864 (64 MiB) */
  readonly maxAnswerBytes?: number | undefined;
  /** JSON Schema of the answer. */
  readonly schema?: JSONSchema | undefined;
  /** Returns `true` for an answer that matches the schema of the call. The cache ignores other answers. */
  readonly accepts?: ((answer: GenerateResult) => Promise<boolean>) | undefined;
  /** `true` to return log probabilities; a number to return that many alternatives per token. */
  readonly logprobs?: boolean | number | undefined;
  /** Prompt cache of the provider. */
  readonly promptCache?: PromptCacheOptions | undefined;
  /** Service tier: `flex` is cheaper and slower, `priority` faster and more expensive. */
  readonly tier?: ServiceTier | undefined;
  /** `true` to put the body of the response into `response.body`. */
  readonly includeRaw?: boolean | undefined;
  /** Reaction of the provider to an option that the model does not support. @default 'warn' */
  readonly onUnsupported?: OnUnsupported | undefined;
  /** Length of the vectors of `embed`. */
  readonly dimensions?: number | undefined;
  readonly reasoning?: ReasoningOptions | undefined;
  /** Time limits in seconds. */
  readonly timeout?: TimeoutOptions | undefined;
  readonly cache?: boolean | CacheOptions | undefined;
  /** Counts the tokens of texts where Rephysco counts. @default the vocabulary of the model, or an estimate */
  readonly tokenizer?: TokenizerFunction | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly notify?: ((notice: Notice) => void) | undefined;
  /** Receives the rate limits that the service reports in its response. Set by the rate-limit layer. */
  readonly onRateLimit?: ((seen: RateLimit) => void) | undefined;
  /** Options that are sent to the API of the provider unchanged. */
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
}
