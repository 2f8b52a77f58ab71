import type { Message } from './message.ts';
import type { Notice } from './notice.ts';
import type { RateLimit } from './rate-limit.ts';
import type { JSONSchema } from './schema.ts';
import type { TimeoutOptions } from './timeout.ts';
import type { ToolChoice, ToolDefinition } from './tool.ts';

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
