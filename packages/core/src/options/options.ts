import type { Target } from '../contract/fallback-target.ts';
import type { MediaSource } from '../contract/media-source.ts';
import type { Message } from '../contract/message.ts';
import type { Notice } from '../contract/notice.ts';
import type { ModelProvider, Provider } from '../contract/provider.ts';
import type { ModelName, ProviderOptionsOf } from '../contract/provider-types.ts';
import type {
  CacheOptions,
  Effort,
  OnUnsupported,
  PromptCacheOptions,
  ReasoningOptions,
  ServiceTier,
} from '../contract/request.ts';
import type { Schema } from '../contract/schema.ts';
import type { Timeout } from '../contract/timeout.ts';
import type { TokenizerFunction } from '../contract/tokenizer-function.ts';
import type { ProviderTool, Tool, ToolCall, ToolChoice } from '../contract/tool.ts';

/** Options of a single call that decide the type of its answer. */
export interface ShapeOptions {
  /** Tools that the model may call. Tools with `execute` are run, and the model is called again with their results. */
  readonly tools?: readonly (Tool | ProviderTool)[] | undefined;
  /** Schema of the answer. `answer.object` is then the parsed value. */
  readonly schema?: Schema | undefined;
}

/** Options of a single call without those that decide the type of its answer. */
export interface PlainCallOptions<Name extends string = string> extends RetrySettings {
  /** Id or alias of the model. @default the model of the client, or the default model of the provider */
  readonly model?: ModelName<Name> | undefined;
  /** System prompt. Empty text means no system prompt. */
  readonly system?: string | undefined;
  /** Sampling temperature. @default the provider's */
  readonly temperature?: number | undefined;
  /** Nucleus sampling, from 0 to 1. @default the provider's */
  readonly topP?: number | undefined;
  /** Maximum number of output tokens. @default the provider's */
  readonly maxTokens?: number | undefined;
  /** Texts at which the answer ends. */
  readonly stop?: readonly string[] | undefined;
  /** Seed for reproducible sampling, if the model supports it. */
  readonly seed?: number | undefined;
  /** Tool that the model must or must not call. @default 'auto' */
  readonly toolChoice?: ToolChoice | undefined;
  /** Maximum number of answers of one call, if `tools` have `execute`. @default 8 */
  readonly maxSteps?: number | undefined;
  /** Maximum number of tool calls of one answer that run at the same time. @default 4 */
  readonly toolConcurrency?: number | undefined;
  /** Called before each tool call, one after the other. `false` tells the model that the call was not allowed. */
  readonly approve?: ((call: ToolCall) => boolean | Promise<boolean>) | undefined;
  /**
   * Maximum number of tool calls in one answer. An answer with more throws an `InvalidAnswerError` with code
   * `answer_too_large`.
   *
   * @default 128
   */
  readonly maxToolCalls?: number | undefined;
  /**
   * Maximum size of one answer in bytes, counted after decompression. A larger one throws an `InvalidAnswerError` with
   * code `answer_too_large`, and `partial` holds what had arrived.
   *
   * @default 67108864 (64 MiB)
   */
  readonly maxAnswerBytes?: number | undefined;
  /**
   * Maximum number of times that an answer which does not match the `schema` is sent back to the model with the
   * problem. The result contains the usage, cost and attempts of all answers. A stream starts when an answer is valid.
   *
   * @default 0
   */
  readonly repair?: number | undefined;
  /** Controls how much the model reasons before it answers. */
  readonly reasoning?: ReasoningOptions | Effort | undefined;
  /**
   * Timeouts in seconds; a number limits the whole call, including retries.
   *
   * @default each limit of the client, then of `Config`
   */
  readonly timeout?: Timeout | undefined;
  /** `true` uses the cache, `false` bypasses it. @default `enableCache` of the client, then of `Config` */
  readonly cache?: boolean | CacheOptions | undefined;
  /** Aborts the call. The call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Receives notices while the call runs: retries, waits, cache hits, fallbacks, warnings. */
  readonly notify?: ((notice: Notice) => void) | undefined;
  /**
   * Sent to the provider's API unchanged. Options of several providers, which a call with `fallback` needs, are keyed
   * by provider: `{ openai: { … }, gemini: { … } }`.
   */
  readonly providerOptions?: ProviderOptionsOf<Name> | undefined;
  /**
   * Counts the tokens of a text with the vocabulary of the model, for exact counts of models whose vocabulary Rephysco
   * does not have. It is called where Rephysco counts: `countTokens`, `trim`, usage that a provider does not report,
   * and requests that may exceed the context window.
   *
   * @default the vocabulary of the model, or an estimate
   */
  readonly tokenizer?: TokenizerFunction | undefined;
  /** Options of the provider's own prompt cache, if it has one. */
  readonly promptCache?: PromptCacheOptions | undefined;
  /** Service tier: `flex` is cheaper and slower, `priority` faster and more expensive. @default the provider's */
  readonly tier?: ServiceTier | undefined;
  /** `true` returns log probabilities in `answer.logprobs`; a number returns that many alternatives per token. */
  readonly logprobs?: boolean | number | undefined;
  /**
   * `true` puts the body of the response into `answer.response.body`. The events of a stream count towards
   * `maxAnswerBytes`, with 32 bytes per JSON value.
   *
   * @default false
   */
  readonly includeRaw?: boolean | undefined;
  /** Reaction to an option that the model does not support. Media, tools and schemas always throw. @default 'warn' */
  readonly onUnsupported?: OnUnsupported | undefined;
  /** Targets to call, in this order, if the provider fails and its retries are used up: `['provider:model']`. */
  readonly fallback?: readonly Target[] | undefined;
}

/** Options of a single call. A client accepts them as defaults of its calls. Numbers that are not set are not sent. */
export interface CallOptions<Name extends string = string> extends PlainCallOptions<Name>, ShapeOptions {}

/** Retry options. A call, a client and `Config` accept them, in this order of precedence. */
export interface RetrySettings {
  /** Retries transient failures. @default true */
  readonly enableRetries?: boolean | undefined;
  /** Maximum number of retries. @default 3 */
  readonly maxRetries?: number | undefined;
  /** Delay before the first retry, in seconds. @default 1 */
  readonly baseDelay?: number | undefined;
  /** Maximum delay before a retry in seconds. If a service requires a longer one, the call fails. @default 60 */
  readonly maxDelay?: number | undefined;
  /** Factor by which each delay is longer than the previous one. @default 2 */
  readonly backoffFactor?: number | undefined;
}

/** Media of a prompt or message. A string is an https URL, a data URL or base64, never a path. */
export interface MediaOptions {
  readonly images?: readonly MediaSource[] | undefined;
  readonly audio?: readonly MediaSource[] | undefined;
  readonly videos?: readonly MediaSource[] | undefined;
  readonly files?: readonly MediaSource[] | undefined;
}

/**
 * Strategy for the request of a conversation that exceeds the context window. The history stays complete. `oldest`
 * leaves out the oldest exchanges. `summarize` replaces them by a summary of the model. A function receives the turns
 * and the maximum number of tokens, and returns the turns to send.
 */
export type Trim =
  | 'oldest'
  | 'summarize'
  | ((turns: readonly Message[], limit: number) => readonly Message[] | Promise<readonly Message[]>);

/** Options of `generate`. */
export interface GenerateOptions<Name extends string = string> extends GenerateInput<Name>, ShapeOptions {
  /** Returns a `TextStream` instead of the whole answer. @default false */
  readonly stream?: boolean | undefined;
}

/** Options of `generate` without those that decide the type of its answer. */
export interface GenerateInput<Name extends string = string> extends PlainCallOptions<Name>, MediaOptions {
  /** Text of the user. */
  readonly prompt?: string | undefined;
  /** Messages before the prompt, or instead of it. */
  readonly messages?: readonly Message[] | undefined;
}

/** Options of `chat` and of `Conversation.send`. */
export interface ChatOptions<Name extends string = string> extends ChatInput<Name>, ShapeOptions {
  /** Returns a `TextStream` instead of the whole answer. @default false */
  readonly stream?: boolean | undefined;
}

/** Options of `chat` without those that decide the type of its answer. */
export interface ChatInput<Name extends string = string> extends PlainCallOptions<Name>, MediaOptions {
  /** Text of the user. May be left out after tool results were added, which the model then answers. */
  readonly message?: string | undefined;
  /** Provider for this message: a registered name, or a provider made with `create`. @default the client's */
  readonly provider?: ModelProvider | Provider | undefined;
  /** Strategy for a conversation that exceeds the context window. @default `trim` of the conversation */
  readonly trim?: Trim | undefined;
  /** Removes all turns before this message, once it is answered. @default false */
  readonly clearHistory?: boolean | undefined;
}

/** Options of `embed`. */
export interface EmbedOptions<Name extends string = string>
  extends RetrySettings,
    Pick<CallOptions<Name>, 'timeout' | 'cache' | 'signal' | 'notify' | 'providerOptions'> {
  /** Text or texts, none of them empty. */
  readonly input: string | readonly string[];
  /** Id or alias of the model. @default the default embedding model of the provider */
  readonly model?: ModelName<Name> | undefined;
  /** Length of the vectors, if the model supports several. */
  readonly dimensions?: number | undefined;
}
