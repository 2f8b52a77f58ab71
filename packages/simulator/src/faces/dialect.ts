import type { Prompt } from '../engine/prompt.ts';
import type { ScriptUsage } from '../engine/script.ts';
import type { JSONObject } from '../json.ts';

/** What tells one Chat Completions service from another: facts that the shared face reads. */
export interface Dialect {
  /** Text in front of an answer's id. */
  readonly idPrefix: string;
  /** Fields that stand beside `choices` in every answer and chunk. */
  readonly extraFields: JSONObject;
  /** Fields that stand beside `content` in a plain answer's message. */
  readonly messageFields: JSONObject;
  /** The delta that opens a stream, before text or before a tool call; `text` is the first token where it comes along. */
  readonly opening: (text: string | undefined, beforeText: boolean) => JSONObject;
  /** Whether the first token comes with the role. */
  readonly textInOpening: boolean;
  /** What later deltas carry beside their own field. */
  readonly deltaFields: JSONObject;
  /** A tool call in one delta, or its arguments token by token. */
  readonly wholeToolCalls: boolean;
  /** What `id` and `type` of a call are in the deltas after its first. */
  readonly laterToolFields: JSONObject;
  /** `usage` of a stream: a last chunk where asked for, or on every chunk. */
  readonly usageOn: 'lastChunk' | 'everyChunk';
  /** `usage: null` on the chunks before the one that has it. */
  readonly nullUsage: boolean;
  /** Token counts in the service's own words. */
  readonly usage: (usage: ScriptUsage) => JSONObject;
  /** Whether an answer to this request shows the model's thinking, in `reasoning_content`. */
  readonly showsReasoning: (prompt: Prompt) => boolean;
  /** Dimensions of a vector where the request does not say. */
  readonly embeddingDimensions: number;
  /** Text after `data:`. */
  readonly dataPrefix: string;
}
