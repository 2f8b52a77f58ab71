import type { GenerateRequest, ModelInfo, ProviderErrorKind } from '@rephysco/core';
import type { WireObject } from '@rephysco/http';

export type { WireObject };

/** A failure as it stood on the wire, before anybody judged it. */
export interface WireFailure {
  /** Absent for an error inside a stream. */
  readonly status?: number | undefined;
  readonly message: string;
  readonly code?: string | undefined;
  readonly type?: string | undefined;
}

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

/** The environment variables of a service, in the order of look-up. */
export interface Environment {
  readonly apiKey?: readonly string[] | undefined;
  readonly baseURL?: readonly string[] | undefined;
  /** Variables that are sent as headers, by header name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A service that speaks Chat Completions: facts, and at most two narrow functions. */
export interface Dialect {
  /** The name that it is registered under. */
  readonly name: string;
  /** With the path that `/chat/completions` is added to, for example `https://api.openai.com/v1`. */
  readonly baseURL: string;
  /** Base URLs of other parts of the world, by region. */
  readonly regions?: Readonly<Record<string, string>> | undefined;
  /** Without `apiKey` no key is needed. */
  readonly env?: Environment | undefined;
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
  /** The kind of a failure, where status and code do not say it as OpenAI's do. */
  readonly errorKind?: ((failure: WireFailure) => ProviderErrorKind | undefined) | undefined;
  /** What a user can do about a failure, where the service's own words do not say it. */
  readonly errorHint?: ((failure: WireFailure, baseURL: string) => string | undefined) | undefined;
}
