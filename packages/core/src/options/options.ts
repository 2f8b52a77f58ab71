import type { Budget } from '../contract/budget.ts';
import type { CacheStore } from '../contract/cache-store.ts';
import type { Target } from '../contract/fallback-target.ts';
import type { MediaSource } from '../contract/media-source.ts';
import type { Message } from '../contract/message.ts';
import type { Middleware } from '../contract/middleware.ts';
import type { Notice } from '../contract/notice.ts';
import type { HeadersOption, KeyOption, ModelProvider, Provider } from '../contract/provider.ts';
import type { Limits } from '../contract/rate-limit.ts';
import type { CacheOptions, ReasoningOptions } from '../contract/request.ts';
import type { Schema } from '../contract/schema.ts';
import type { Timeout } from '../contract/timeout.ts';
import type { Tool, ToolCall, ToolChoice } from '../contract/tool.ts';

/** What may be said for one call, or for a client as the default of its calls. Unset numbers are never sent. */
export interface CallOptions {
  /** A model's id or alias. Default: the client's, or the provider's default model. */
  readonly model?: string | undefined;
  /** Instructions that stand before everything else. An empty text is none. */
  readonly system?: string | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  /** Most tokens that the answer may have. */
  readonly maxTokens?: number | undefined;
  /** Texts at which the answer ends. */
  readonly stop?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly tools?: readonly Tool[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  /** How often the model is asked at most, where `tools` have `execute`. Default 8. */
  readonly maxSteps?: number | undefined;
  /** How many calls of one answer run at the same time. Default 4. */
  readonly toolConcurrency?: number | undefined;
  /** Asked before each run of a tool, one after the other; with `false`, the model is told that it may not. */
  readonly approve?: ((call: ToolCall) => boolean | Promise<boolean>) | undefined;
  /** The shape of the answer; its parsed value is then `answer.object`. */
  readonly schema?: Schema | undefined;
  readonly reasoning?: ReasoningOptions | undefined;
  /** Seconds; a number is the limit of the whole call. Each limit by itself: the call's, the client's, `Config`'s. */
  readonly timeout?: Timeout | undefined;
  /** `false` passes the cache by; `true` uses it for this call even where it is off. */
  readonly cache?: boolean | CacheOptions | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears of retries, cache hits and warnings. */
  readonly notify?: ((notice: Notice) => void) | undefined;
  /** Sent to the provider's API as they are. */
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Default `Config.enableRetries`. */
  readonly enableRetries?: boolean | undefined;
  readonly maxRetries?: number | undefined;
  /** Seconds. */
  readonly baseDelay?: number | undefined;
  /** Seconds. */
  readonly maxDelay?: number | undefined;
  readonly backoffFactor?: number | undefined;
  /** Who is asked, in this order, when the provider fails and its retries are used up: `['provider:model']`. */
  readonly fallback?: readonly Target[] | undefined;
}

/** Media that go with a prompt or a message. A string is an https URL, a data URL or base64, never a path. */
export interface MediaOptions {
  readonly images?: readonly MediaSource[] | undefined;
  readonly audio?: readonly MediaSource[] | undefined;
  readonly videos?: readonly MediaSource[] | undefined;
  readonly files?: readonly MediaSource[] | undefined;
}

/**
 * How a conversation that outgrows the model's context window is made to fit, for what is sent; the history itself
 * stays whole. `oldest` leaves the first exchanges out, `summarize` has the model put a summary in their place, and a
 * function is given the turns and the number of tokens they may have, and gives back those to send.
 */
export type Trim =
  | 'oldest'
  | 'summarize'
  | ((turns: readonly Message[], limit: number) => readonly Message[] | Promise<readonly Message[]>);

/** Options of `generate`. */
export interface GenerateOptions extends CallOptions, MediaOptions {
  readonly prompt?: string | undefined;
  /** Turns before the prompt, or instead of it. */
  readonly messages?: readonly Message[] | undefined;
  /** Deliver the answer as it comes. */
  readonly stream?: boolean | undefined;
}

/** Options of `chat` and of `send`. */
export interface ChatOptions extends CallOptions, MediaOptions {
  /** May be left out after results of tools were added, which the model then answers. */
  readonly message?: string | undefined;
  /** Who answers this message, instead of the client's provider: a registered name, or a provider made with `create`. */
  readonly provider?: ModelProvider | Provider | undefined;
  /** What to do when the conversation outgrows the model's context window. Default: the conversation's. */
  readonly trim?: Trim | undefined;
  readonly stream?: boolean | undefined;
  /** Start anew: forget the turns before this one. */
  readonly clearHistory?: boolean | undefined;
}

/** What to embed. */
export interface EmbedOptions {
  readonly input: string | readonly string[];
  /** Default: the provider's default embedding model. */
  readonly model?: string | undefined;
  /** Length of the vectors, where the model lets one choose. */
  readonly dimensions?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly notify?: ((notice: Notice) => void) | undefined;
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** How a client is made. Any default of its calls may stand here too. */
export interface LLMClientOptions extends Omit<CallOptions, 'cache'> {
  /** A registered name, or a provider made with `create`. */
  readonly provider: ModelProvider | Provider;
  /** Default: the provider's environment variables, in their order. */
  readonly apiKey?: KeyOption | undefined;
  /** For example `https://llm.example.com/v1`. Default: the environment, then the provider's own. */
  readonly baseURL?: string | undefined;
  readonly headers?: HeadersOption | undefined;
  /** Account of the functions `apiKey` and `headers`: clients with the same one share rate limits and cache entries. */
  readonly account?: string | undefined;
  /** Carries the requests instead of our own thin one. */
  readonly fetch?: typeof fetch | undefined;
  readonly region?: string | undefined;
  /** Protocol, where a provider speaks several: `chat` or `responses`. Default: what the model's table says. */
  readonly api?: string | undefined;
  /** Answer repeated requests from the cache. Default `Config.enableCache`. */
  readonly enableCache?: boolean | undefined;
  /**
   * Where answers are kept, once `enableCache` or a call's own `cache` says so. Default: in memory and, for other
   * processes and later ones, in files below `Config.cacheDir`.
   */
  readonly cache?: CacheStore | undefined;
  /** `false`: retries of this client may multiply the load of a service that is down. Default `Config.retryBudget`. */
  readonly retryBudget?: boolean | undefined;
  /**
   * What may be asked of the provider with this key, by all clients of the process together; calls above it wait for
   * their turn. `false` also leaves aside what the provider says of its own limits. Default `Config.limits`.
   */
  readonly limits?: Limits | false | undefined;
  /** What the calls of this client may cost together: `{ amount: 5, currency: 'USD' }`. Default `Config.budget`. */
  readonly budget?: Budget | undefined;
  /** Your own layers; they stand outside the built-in ones, the first one outermost. */
  readonly middleware?: readonly Middleware[] | undefined;
}
