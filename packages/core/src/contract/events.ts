import type { Attempt } from './error-details.ts';
import type { MediaKind, ProviderData } from './message.ts';
import type { Cost, FinishReason, Usage } from './usage.ts';

/** A piece of the answer's text. */
export interface TextEvent {
  readonly type: 'text';
  readonly text: string;
  readonly providerData?: ProviderData | undefined;
}

/** A piece of visible thinking. */
export interface ReasoningEvent {
  readonly type: 'reasoning';
  readonly text: string;
  readonly providerData?: ProviderData | undefined;
}

/** A piece of the model's words for declining. */
export interface RefusalEvent {
  readonly type: 'refusal';
  readonly text: string;
}

/** A whole tool call; its arguments have all come. */
export interface ToolCallEvent {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  /** Parsed JSON; the text as it came where it is not valid JSON. */
  readonly arguments: unknown;
  readonly providerData?: ProviderData | undefined;
}

/** A piece of a sound, or a whole image, that the model made. */
export interface MediaEvent {
  readonly type: 'media';
  readonly kind: MediaKind;
  /** For example `audio/pcm;rate=24000`. */
  readonly mediaType: string;
  /** Base64. Consecutive pieces of sound of one type are one medium; each piece decodes by itself. */
  readonly data: string;
  readonly providerData?: ProviderData | undefined;
}

/** The end of a whole answer, with what is known about it. */
export interface FinishEvent {
  readonly type: 'finish';
  readonly finishReason: FinishReason;
  readonly finishReasonRaw?: string | undefined;
  readonly model: string;
  readonly provider: string;
  readonly id?: string | undefined;
  readonly usage: Usage;
  readonly cost?: Cost | undefined;
  /** What an answer from the cache had cost. */
  readonly saved?: Cost | undefined;
  readonly cached?: boolean | undefined;
  readonly attempts?: readonly Attempt[] | undefined;
  readonly warnings?: readonly string[] | undefined;
}

/** Any number of content events, then exactly one `finish`. Failure is thrown, never an event. */
export type StreamEvent = TextEvent | ReasoningEvent | RefusalEvent | ToolCallEvent | MediaEvent | FinishEvent;

/** An answer before its end. */
export type ContentEvent = Exclude<StreamEvent, FinishEvent>;
