import type { Script, ScriptUsage, Step } from '../engine/script.ts';
import type { JSONObject } from '../json.ts';

type ToolCallStep = Extract<Step, { type: 'tool-call' }>;

/** Differences between Chat Completions services. */
export interface Dialect {
  /** Returns the id of an answer, derived from a text. */
  readonly id: (seed: string) => string;
  /** Returns the id of a tool call, if the service's form differs from OpenAI's. */
  readonly callId?: (call: ToolCallStep) => string;
  /** Additional fields next to `choices` in every answer and chunk. */
  readonly envelope: JSONObject;
  /** Additional fields next to `message` in a choice. */
  readonly choice: JSONObject;
  /** Additional fields next to `content` in a message. */
  readonly message: JSONObject;
  /** Returns additional fields next to `function` in a message's tool calls. */
  readonly messageCall: (index: number) => JSONObject;
  /** Value of `content` in a message with tool calls. */
  readonly contentBesideCalls: '' | null;
  /** Returns the value of `usage`. */
  readonly usage: (usage: ScriptUsage) => JSONObject;
  /** Default number of dimensions of an embedding. */
  readonly embeddingDimensions: number;
  readonly stream: StreamDialect;
}

/** Differences that occur only in streams. */
export interface StreamDialect {
  /** Returns the delta before the first step, or `undefined` if the first step's own delta contains the role. */
  readonly opening: (first: Step | undefined) => JSONObject | undefined;
  /** Converts a delta to the service's form. `first` is `true` for the delta with the role. */
  readonly delta: (delta: JSONObject, first: boolean) => JSONObject;
  /** Delta in the chunk with the finish reason. */
  readonly finishDelta: JSONObject;
  /** Returns a choice of a chunk. Most have no finish reason. */
  readonly choice: (delta: JSONObject, finishReason: Script['finishReason'] | undefined) => JSONObject;
  /** Sends a tool call in one delta instead of its arguments piece by piece. */
  readonly wholeCalls: boolean;
  /** Returns additional fields of later deltas of a call, for the call and for its `function`. */
  readonly laterCall: (call: ToolCallStep) => { readonly call: JSONObject; readonly function: JSONObject };
  /** Place of the usage: in a last chunk on request, or growing in every chunk. */
  readonly usageOn: 'lastChunk' | 'everyChunk';
  /** Sends `usage: null` on the chunks before the last, if the usage was requested. */
  readonly nullUsage: boolean;
  /** Text between `data:` and the JSON. */
  readonly afterData: string;
}
