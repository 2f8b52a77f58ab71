import type { Attempt } from './error-details.ts';
import type { MediaKind, ProviderData, SourcePart } from './message.ts';
import type { Logprob, ResponseInfo } from './response-info.ts';
import type { Cost, FinishReason, Usage } from './usage.ts';

/** Chunk of the text of the answer. */
export interface TextEvent {
  readonly type: 'text';
  readonly text: string;
  readonly providerData?: ProviderData | undefined;
}

/** Chunk of the visible reasoning. */
export interface ReasoningEvent {
  readonly type: 'reasoning';
  readonly text: string;
  readonly providerData?: ProviderData | undefined;
}

/** Chunk of the text in which the model declines to answer. */
export interface RefusalEvent {
  readonly type: 'refusal';
  readonly text: string;
}

/** Chunk of the arguments of a tool call that is still incomplete. A `tool-call` event with the same `id` follows. */
export interface ToolCallDeltaEvent {
  readonly type: 'tool-call-delta';
  /** Id of the tool call. */
  readonly id: string;
  readonly name: string;
  /** Next part of the JSON text of the arguments. Empty in the first event of a call without arguments so far. */
  readonly delta: string;
}

/** Complete tool call. */
export interface ToolCallEvent {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  /** Parsed JSON, or the text that the model wrote if it is not valid JSON. */
  readonly arguments: unknown;
  readonly providerData?: ProviderData | undefined;
}

/** Result of a tool that the client ran. */
export interface ToolResultEvent {
  readonly type: 'tool-result';
  /** Id of the tool call. */
  readonly id: string;
  readonly name: string;
  readonly output: unknown;
  /** `true` if the tool failed. `output` then describes the failure. */
  readonly isError?: boolean | undefined;
}

/** Chunk of audio, or a whole image, that the model created. */
export interface MediaEvent {
  readonly type: 'media';
  readonly kind: MediaKind;
  /** Media type, for example `audio/pcm;rate=24000`. */
  readonly mediaType: string;
  /** Base64. Consecutive audio chunks of one type form one medium; each chunk can be decoded by itself. */
  readonly data: string;
  readonly providerData?: ProviderData | undefined;
}

/** Last event of a complete answer, with its metadata. */
export interface FinishEvent {
  readonly type: 'finish';
  readonly finishReason: FinishReason;
  readonly finishReasonRaw?: string | undefined;
  readonly model: string;
  readonly provider: string;
  readonly id?: string | undefined;
  /** Service tier that the service reported, for example `flex`. */
  readonly serviceTier?: string | undefined;
  readonly usage: Usage;
  readonly cost?: Cost | undefined;
  /** Cost that the cached answer originally had. */
  readonly saved?: Cost | undefined;
  readonly cached?: boolean | undefined;
  readonly attempts?: readonly Attempt[] | undefined;
  readonly warnings?: readonly string[] | undefined;
  /** HTTP response that carried the answer. */
  readonly response?: ResponseInfo | undefined;
  /** Log probabilities of the text, if the call asked for them. */
  readonly logprobs?: readonly Logprob[] | undefined;
}

/** Event that reports progress and is not part of the answer. */
export type ProgressEvent = ToolCallDeltaEvent | ToolResultEvent;

/** Event that carries a part of the answer. */
export type ContentEvent = TextEvent | ReasoningEvent | RefusalEvent | ToolCallEvent | MediaEvent | SourcePart;

/** Any number of content and progress events, then exactly one `finish`. Failures are thrown, never sent as events. */
export type StreamEvent = ContentEvent | ProgressEvent | FinishEvent;

/** Returns `true` for an event that is part of the answer. */
export function isContentEvent(event: StreamEvent): event is ContentEvent {
  return event.type !== 'finish' && event.type !== 'tool-call-delta' && event.type !== 'tool-result';
}
