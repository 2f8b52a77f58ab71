import type { Script, ScriptUsage, Step } from '../engine/script.ts';
import type { JSONObject } from '../json.ts';

type ToolCallStep = Extract<Step, { type: 'tool-call' }>;

/** What tells one Chat Completions service from another: facts that the shared face reads. */
export interface Dialect {
  /** An answer's id, from a text that is the answer's own. */
  readonly id: (seed: string) => string;
  /** A tool call's id, where the service's form is not OpenAI's. */
  readonly callId?: (call: ToolCallStep) => string;
  /** Fields that stand beside `choices` in every answer and chunk. */
  readonly envelope: JSONObject;
  /** Fields that stand beside `message` in a choice. */
  readonly choice: JSONObject;
  /** Fields that stand beside `content` in a message. */
  readonly message: JSONObject;
  /** Fields that stand beside `function` in a message's tool calls. */
  readonly messageCall: (index: number) => JSONObject;
  /** What `content` is when tools are called. */
  readonly contentBesideCalls: '' | null;
  /** What `usage` says. */
  readonly usage: (usage: ScriptUsage) => JSONObject;
  /** Dimensions of an embedding where the request does not say. */
  readonly embeddingDimensions: number;
  readonly stream: StreamDialect;
}

/** The part of a dialect that only streams show. */
export interface StreamDialect {
  /** The delta before the first step; absent where the first step's own delta brings the role. */
  readonly opening: (first: Step | undefined) => JSONObject | undefined;
  /** A delta made the service's own; `first` for the one that brings the role. */
  readonly delta: (delta: JSONObject, first: boolean) => JSONObject;
  /** The delta that comes with the finish reason. */
  readonly finishDelta: JSONObject;
  /** One choice of a chunk; most have no finish reason yet. */
  readonly choice: (delta: JSONObject, finishReason: Script['finishReason'] | undefined) => JSONObject;
  /** A tool call in one delta, or its arguments piece by piece. */
  readonly wholeCalls: boolean;
  /** What the deltas of a call after its first say beside the arguments, in the call and in its `function`. */
  readonly laterCall: (call: ToolCallStep) => { readonly call: JSONObject; readonly function: JSONObject };
  /** A last chunk with the usage where asked for it, or usage that grows on every chunk. */
  readonly usageOn: 'lastChunk' | 'everyChunk';
  /** `usage: null` on the chunks before the last, where usage was asked for. */
  readonly nullUsage: boolean;
  /** Between `data:` and the JSON. */
  readonly afterData: string;
}
