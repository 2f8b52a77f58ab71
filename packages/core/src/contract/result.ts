import type { Attempt } from './error-details.ts';
import type { ContentPart, Message } from './message.ts';
import type { ToolCall } from './tool.ts';
import type { Cost, FinishReason, Usage } from './usage.ts';

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
