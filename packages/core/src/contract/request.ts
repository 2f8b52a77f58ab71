import type { TimeoutOptions } from '../options/timeout.ts';
import type { Attempt } from './error-details.ts';
import type { ProviderError } from './errors.ts';
import type { ContentPart, Message } from './message.ts';
import type { RateLimit } from './rate-limit.ts';
import type { JSONSchema, Schema } from './schema.ts';
import type { Cost, FinishReason, Usage } from './usage.ts';

/** A tool that the model may call. */
export interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  /** The shape of the arguments; absent for a tool without any. */
  readonly parameters?: Schema | undefined;
  /** Ask the provider to hold the arguments to the schema, where it can. */
  readonly strict?: boolean | undefined;
  /**
   * Runs the tool. Where it is given, calls are run and the model is asked again, until it answers. What it returns
   * goes to the model, text as it is and anything else as JSON; what it throws goes there as an error.
   *
   * @param args checked against `parameters`: by the schema's own validator, or, for a JSON Schema, by type, required
   * keys, choices and limits; `pattern` and `format` are not looked at
   */
  execute?(args: unknown, context: ToolContext): unknown;
}

/** What a tool is given besides its arguments. */
export interface ToolContext {
  /** Aborts with the call, and when the answer is no longer wanted. */
  readonly signal: AbortSignal;
  /** Of the tool call. */
  readonly id: string;
}

/** A tool as it stands in a request: its parameters are JSON Schema. */
export interface ToolDefinition extends Omit<Tool, 'execute'> {
  readonly parameters: JSONSchema;
}

/** Which tool the model should call; `required` means any one. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** How much a model should think. A provider maps it to what the model knows, and warns where it cannot. */
export interface ReasoningOptions {
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | undefined;
  /** Tokens that thinking may use. */
  readonly budget?: number | undefined;
}

/** How the cache treats one call. */
export interface CacheOptions {
  /** Seconds that the answer stays good. Default `Config.cacheTtl`. */
  readonly ttl?: number | undefined;
  /** Ask anew and put the fresh answer in place of the stored one. */
  readonly refresh?: boolean | undefined;
  /**
   * Seconds after `ttl` in which the answer is still given, at once, while a fresh one is asked for in the background
   * for the calls to come. Default 0.
   */
  readonly staleWhileRevalidate?: number | undefined;
  /** Entries of one namespace are never found from another, for example one per user. */
  readonly namespace?: string | undefined;
}

/** Something that happened on the way and does not change the answer. */
export type Notice =
  | { readonly type: 'cache'; readonly status: 'hit' | 'stale' | 'miss' | 'joined' | 'refresh'; readonly key: string }
  | {
      readonly type: 'retry';
      /** The attempt that failed; the first is 1. */
      readonly attempt: number;
      readonly maxAttempts: number;
      /** Seconds until the next one. */
      readonly delay: number;
      readonly error: ProviderError;
    }
  | {
      readonly type: 'trim';
      /** How many of the turns were not sent. */
      readonly dropped: number;
      /** Tokens that the request had, and has now. Estimated where the model's encoding is not known. */
      readonly before: number;
      readonly after: number;
      /** Tokens that it may have. */
      readonly limit: number;
      /** What summarizing used, where that was done. */
      readonly usage?: Usage | undefined;
      readonly cost?: Cost | undefined;
    }
  | {
      readonly type: 'wait';
      readonly provider: string;
      readonly model: string;
      /** One of our own `limits`, or what the provider said (`rate_limit`). */
      readonly reason: 'concurrency' | 'requests' | 'tokens' | 'rate_limit';
      /** Seconds, at least; absent where it depends on other requests. */
      readonly delay?: number | undefined;
    }
  | {
      readonly type: 'fallback';
      /** Who failed, and who is asked now, each as `provider:model`. */
      readonly from: string;
      readonly to: string;
      readonly error: ProviderError;
    }
  | { readonly type: 'warning'; readonly message: string };

/** One settled request, as middleware and providers see it. Frozen: a layer that changes it passes on a copy. */
export interface GenerateRequest {
  readonly provider: string;
  readonly model: string;
  readonly messages: readonly Message[];
  /** Ask the wire for increments. Never changes what the answer says. */
  readonly stream: boolean;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly tools?: readonly ToolDefinition[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  /** The shape that the answer's JSON must have. */
  readonly schema?: JSONSchema | undefined;
  readonly reasoning?: ReasoningOptions | undefined;
  readonly timeout?: TimeoutOptions | undefined;
  readonly cache?: boolean | CacheOptions | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly notify?: ((notice: Notice) => void) | undefined;
  /** Hears from the provider what the service says of its limits. Set by the layer that keeps them. */
  readonly onRateLimit?: ((seen: RateLimit) => void) | undefined;
  /** Sent to the provider's API as they are. */
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** A tool call as users see it in a result. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Parsed JSON; the text as it came where it is not valid JSON. */
  readonly arguments: unknown;
}

/** A whole answer. */
export interface GenerateResult {
  readonly text: string;
  /** Thinking that the model showed, kept apart from the text. */
  readonly reasoning?: string | undefined;
  /** The model's words for declining. */
  readonly refusal?: string | undefined;
  /** The parsed and validated answer, where a `schema` was given. */
  readonly object?: unknown;
  readonly toolCalls: readonly ToolCall[];
  /** Where tools were run on the way: the answers that called them and their results, in turns. */
  readonly steps?: readonly Message[] | undefined;
  /** Everything in order, with what must travel back kept in `providerData`. */
  readonly content: readonly ContentPart[];
  readonly finishReason: FinishReason;
  /** The provider's own word for it. */
  readonly finishReasonRaw?: string | undefined;
  /** The model that answered, as the provider names it. */
  readonly model: string;
  readonly provider: string;
  readonly id?: string | undefined;
  readonly usage: Usage;
  /** Absent where no price is known; that is not zero. */
  readonly cost?: Cost | undefined;
  /** What the answer had cost, where it comes from the cache and a price was known. */
  readonly saved?: Cost | undefined;
  /** Nobody was asked for it by this call: it was stored, or another call's at the same moment. */
  readonly cached: boolean;
  /** Every try at an upstream service, the one that answered last. Empty for an answer from the cache. */
  readonly attempts: readonly Attempt[];
  readonly warnings: readonly string[];
}
