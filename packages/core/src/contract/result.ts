import type { Attempt } from './error-details.ts';
import type { ContentPart, Message, Source } from './message.ts';
import type { Logprob, ResponseInfo } from './response-info.ts';
import type { ToolCall } from './tool.ts';
import type { Cost, FinishReason, Usage } from './usage.ts';

/**
 * Whole answer of a call.
 *
 * @typeParam Value type of `object`, inferred from the option `schema`
 */
export interface GenerateResult<Value = unknown> {
  /** Text of the answer, without reasoning and refusals. */
  readonly text: string;
  /** Reasoning that the model showed. */
  readonly reasoning?: string | undefined;
  /** Text in which the model declines to answer. */
  readonly refusal?: string | undefined;
  /** Parsed and validated answer, if the call has a `schema`. Absent if the model called tools instead. */
  readonly object?: Value | undefined;
  /** Tool calls of the answer that were not run. */
  readonly toolCalls: readonly ToolCall[];
  /** Messages of the tool calls that were run, and of their results. */
  readonly steps?: readonly Message[] | undefined;
  /** Sources that the answer cites: web pages, search results, files. Empty if there are none. */
  readonly sources: readonly Source[];
  /**
   * All parts of the answer in order. `providerData` of a part has the data that the provider needs in later requests.
   */
  readonly content: readonly ContentPart[];
  /** Reason for the end of the answer. */
  readonly finishReason: FinishReason;
  /** Finish reason as the provider wrote it. */
  readonly finishReasonRaw?: string | undefined;
  /** Model that answered, as the provider names it. */
  readonly model: string;
  /** Name of the provider. */
  readonly provider: string;
  /** Id of the answer at the provider. */
  readonly id?: string | undefined;
  /** Tokens used. */
  readonly usage: Usage;
  /** Cost by list price. Absent if no price is known, which does not mean zero. */
  readonly cost?: Cost | undefined;
  /** Cost that a cached answer had, if a price was known. */
  readonly saved?: Cost | undefined;
  /** `true` if this call sent no request: the answer came from the cache or from a concurrent identical call. */
  readonly cached: boolean;
  /** Every request that was sent, in order. Empty for a cached answer. */
  readonly attempts: readonly Attempt[];
  /** HTTP response that carried the answer. Absent for a cached answer. */
  readonly response?: ResponseInfo | undefined;
  /** Log probabilities of the text, if the option `logprobs` asked for them and the provider returned them. */
  readonly logprobs?: readonly Logprob[] | undefined;
  /** Service tier that processed the request, as the provider names it. */
  readonly serviceTier?: string | undefined;
  /** Messages about options that were changed or ignored, retired models, and similar. */
  readonly warnings: readonly string[];
}

/** Answer of a call with a `schema` and without `tools`: `object` is present, or the call throws. */
export interface ObjectResult<Value> extends GenerateResult<Value> {
  readonly object: Value;
}
