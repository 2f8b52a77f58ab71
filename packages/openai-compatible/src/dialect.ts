import type { ModelInfo } from '@rephysco/core';
import type {
  BatchService,
  EmbedLimits,
  GenerateRequest,
  JSONRequests,
  ServiceFacts,
  StrictRules,
  WireObject,
} from '@rephysco/core/provider';

/** Differences between a service and OpenAI's Chat Completions. An absent field means that there is no difference. */
export interface Quirks {
  /** Field for the maximum number of output tokens. @default 'max_tokens', which nearly every service accepts */
  readonly maxTokens?: 'max_tokens' | 'max_completion_tokens' | undefined;
  /** Requests vectors as base64, which needs a third of the bytes of numbers. @default false */
  readonly base64Vectors?: boolean | undefined;
  /** Requests the usage at the end of a stream with `stream_options`. @default true */
  readonly streamUsage?: boolean | undefined;
  /** `completion_tokens` excludes reasoning, so that it is added. @default false */
  readonly reasoningApart?: boolean | undefined;
  /** Fields that control thinking: `reasoning_effort`, or `enable_thinking` with `thinking_budget`. @default 'effort' */
  readonly reasoning?: 'effort' | 'thinking' | undefined;
  /**
   * Sends the reasoning of a turn with tool calls back to the service, in the field in which it arrived. Services that
   * think between calls reject a history without it. @default true
   */
  readonly reasoningBack?: boolean | undefined;
  /**
   * Tags around the reasoning at the beginning of an answer. `tags`: between `<think>` and `</think>`. `open`: the
   * prompt template contains the opening tag, so the answer contains only `</think>`. @default no tags
   */
  readonly thinkTags?: 'tags' | 'open' | undefined;
  /** Accepts system messages between other messages. Otherwise they are joined at the beginning. @default false */
  readonly systemAnywhere?: boolean | undefined;
  /** Form of audio input: bare base64 or a data URL. @default 'base64' */
  readonly audioInput?: 'base64' | 'url' | undefined;
  /** Form of structured output for models whose entry has none. @default 'json_schema' */
  readonly structuredOutput?: 'json_schema' | 'json_object' | undefined;
  /** Features that the service accepts in strict schemas. @default the subset that OpenAI documents */
  readonly strict?: StrictRules | undefined;
  /** Field of `usage` that contains the price, and the number of its units per US dollar. */
  readonly reportedCost?: { readonly field: string; readonly perDollar: number } | undefined;
  /** Media type of the audio that a model outputs. @default 'audio/pcm;rate=24000' */
  readonly audioOutput?: string | undefined;
}

/** Protocol of a request: Chat Completions or Responses. */
export type API = 'chat' | 'responses';

/** Dependencies of a batch API. */
export interface BatchContext {
  readonly connection: JSONRequests;
  /** Returns the provider with another transport. */
  readonly over: BatchService['over'];
}

/** Description of a service with Chat Completions: facts and optional functions. */
export interface Dialect extends ServiceFacts {
  readonly models: Readonly<Record<string, ModelInfo>>;
  readonly defaultModel: string;
  readonly defaultEmbeddingModel?: string | undefined;
  /** Limits of one embedding request, for models whose entry has none. `embed` splits its inputs by them. */
  readonly embedLimits?: EmbedLimits | undefined;
  readonly quirks?: Quirks | undefined;
  /** Protocols that the service supports, the default first. @default ['chat'] */
  readonly apis?: readonly API[] | undefined;
  /**
   * Provider tools of Chat Completions by name. Each function returns the body fields that turn the tool on. Provider
   * tools of the Responses protocol need no entry.
   */
  readonly providerTools?: Readonly<Record<string, (options: WireObject) => WireObject>> | undefined;
  /** Optional features of Chat Completions that the service supports. */
  readonly features?: readonly ('promptCacheKey' | 'serviceTier' | 'logprobs')[] | undefined;
  /** The service counts input tokens at `/responses/input_tokens`. */
  readonly countsTokens?: boolean | undefined;
  /** Returns the batch API of the service, for example `createFileBatches`. */
  readonly batches?: ((context: BatchContext) => BatchService) | undefined;
  /** Returns the final body. Called last, with the body that Rephysco built. */
  readonly body?: ((body: WireObject, request: GenerateRequest, model: ModelInfo) => WireObject) | undefined;
}
