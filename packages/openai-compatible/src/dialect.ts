import type { GenerateRequest, ModelInfo } from '@rephysco/core';
import type { ServiceFacts, WireObject } from '@rephysco/core/provider';

/** How a service differs from OpenAI's Chat Completions; everything that is absent is as OpenAI has it. */
export interface Quirks {
  /** The field that limits the answer. Default `max_tokens`, which nearly every service knows. */
  readonly maxTokens?: 'max_tokens' | 'max_completion_tokens' | undefined;
  /** Ask for usage at the end of a stream with `stream_options`. Default `true`. */
  readonly streamUsage?: boolean | undefined;
  /** `completion_tokens` leaves reasoning out, so it is added. Default `false`. */
  readonly reasoningApart?: boolean | undefined;
  /** How thinking is asked for: `reasoning_effort`, or `enable_thinking` with `thinking_budget`. Default `effort`. */
  readonly reasoning?: 'effort' | 'thinking' | undefined;
  /** Audio input as bare base64 or as a data URL. Default `base64`. */
  readonly audioInput?: 'base64' | 'url' | undefined;
  /** Structured output of models whose table does not say. Default `json_schema`. */
  readonly structuredOutput?: 'json_schema' | 'json_object' | undefined;
  /** The field of `usage` in which the service names the price, and how many of its units make a dollar. */
  readonly reportedCost?: { readonly field: string; readonly perDollar: number } | undefined;
  /** Type of the sound that a model speaks. Default `audio/pcm;rate=24000`. */
  readonly audioOutput?: string | undefined;
}

/** A protocol: Chat Completions or Responses. */
export type API = 'chat' | 'responses';

/** A service that speaks Chat Completions: facts, and at most two narrow functions. */
export interface Dialect extends ServiceFacts {
  readonly models: Readonly<Record<string, ModelInfo>>;
  readonly defaultModel: string;
  readonly defaultEmbeddingModel?: string | undefined;
  readonly quirks?: Quirks | undefined;
  /** The protocols that it speaks, the usual one first. Default: Chat Completions alone. */
  readonly apis?: readonly API[] | undefined;
  /** The service counts tokens at `/responses/input_tokens`. */
  readonly countsTokens?: boolean | undefined;
  /** Has the last word on the body that leaves. */
  readonly body?: ((body: WireObject, request: GenerateRequest, model: ModelInfo) => WireObject) | undefined;
}
