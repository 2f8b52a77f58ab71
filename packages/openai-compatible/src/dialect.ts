import type { ModelInfo } from '@rephysco/core';
import type {
  BatchService,
  EmbedLimits,
  GenerateRequest,
  ServiceFacts,
  StrictRules,
  WireObject,
} from '@rephysco/core/provider';
import type { BatchConnection } from './batch/batch-connection.ts';

/** Differences between a service and OpenAI's Chat Completions. An absent field means that there is no difference. */
export interface Quirks {
  /** Field that limits the answer. @default 'max_tokens', which nearly every service knows */
  readonly maxTokens?: 'max_tokens' | 'max_completion_tokens' | undefined;
  /** Whether vectors are requested as base64, which takes a third of the bytes of numbers. @default false */
  readonly base64Vectors?: boolean | undefined;
  /** Whether `stream_options` requests the usage at the end of a stream. @default true */
  readonly streamUsage?: boolean | undefined;
  /** Whether `completion_tokens` leaves reasoning out, so that it is added. @default false */
  readonly reasoningApart?: boolean | undefined;
  /** Fields that control thinking: `reasoning_effort`, or `enable_thinking` with `thinking_budget`. @default 'effort' */
  readonly reasoning?: 'effort' | 'thinking' | undefined;
  /**
   * Whether the reasoning of a turn that calls tools is sent back to the service, in the field in which it came.
   * Services that think between calls refuse a history without it. @default true
   */
  readonly reasoningBack?: boolean | undefined;
  /**
   * Whether the text of an answer begins with its thinking: `tags` between `<think>` and `</think>`; `open` if the
   * template of the model contains the opening tag, so that only `</think>` is sent. @default no tags
   */
  readonly thinkTags?: 'tags' | 'open' | undefined;
  /** Whether system messages may stand between other messages. Otherwise they are joined at the beginning. @default false */
  readonly systemAnywhere?: boolean | undefined;
  /** Form of audio input: bare base64 or a data URL. @default 'base64' */
  readonly audioInput?: 'base64' | 'url' | undefined;
  /** Structured output of models whose table does not say. @default 'json_schema' */
  readonly structuredOutput?: 'json_schema' | 'json_object' | undefined;
  /** What the service accepts in strict schemas. @default the subset that OpenAI documents */
  readonly strict?: StrictRules | undefined;
  /** Field of `usage` that contains the price, and how many of its units make a dollar. */
  readonly reportedCost?: { readonly field: string; readonly perDollar: number } | undefined;
  /** Media type of the audio that a model speaks. @default 'audio/pcm;rate=24000' */
  readonly audioOutput?: string | undefined;
}

/** A protocol: Chat Completions or Responses. */
export type API = 'chat' | 'responses';

/** What a batch API is created from. */
export interface BatchContext {
  readonly connection: BatchConnection;
  /** Returns the provider over another transport. */
  readonly over: BatchService['over'];
}

/** A service that speaks Chat Completions: facts, and at most two narrow functions. */
export interface Dialect extends ServiceFacts {
  readonly models: Readonly<Record<string, ModelInfo>>;
  readonly defaultModel: string;
  readonly defaultEmbeddingModel?: string | undefined;
  /** Limits of one embedding request, for models whose entry has none. `embed` splits its inputs by them. */
  readonly embedLimits?: EmbedLimits | undefined;
  readonly quirks?: Quirks | undefined;
  /** The protocols that it speaks, the usual one first. Default: Chat Completions alone. */
  readonly apis?: readonly API[] | undefined;
  /**
   * Provider tools of Chat Completions by name: returns the fields of the body that turn a tool on. The protocol Responses
   * accepts provider tools by itself.
   */
  readonly providerTools?: Readonly<Record<string, (options: WireObject) => WireObject>> | undefined;
  /** Fields that the service accepts beside those of every compatible service. */
  readonly features?: readonly ('promptCacheKey' | 'serviceTier' | 'logprobs')[] | undefined;
  /** The service counts tokens at `/responses/input_tokens`. */
  readonly countsTokens?: boolean | undefined;
  /** Returns the batch API of the service, for example `createFileBatches`. */
  readonly batches?: ((context: BatchContext) => BatchService) | undefined;
  /** Has the last word on the body that leaves. */
  readonly body?: ((body: WireObject, request: GenerateRequest, model: ModelInfo) => WireObject) | undefined;
}
