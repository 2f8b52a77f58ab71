import type { ContentPart } from './message.ts';
import type { ResponseInfo } from './response-info.ts';
import type { Cost, Usage } from './usage.ts';

/** What went wrong with a provider, in words that are the same for all of them. */
export type ProviderErrorKind =
  | 'authentication'
  | 'permission'
  | 'not_found'
  | 'invalid_request'
  | 'context_length_exceeded'
  | 'rate_limit'
  | 'quota_exceeded'
  | 'content_filter'
  | 'server'
  | 'overloaded'
  | 'timeout'
  | 'interrupted'
  | 'invalid_answer'
  | 'network';

/** Every kind of error; each has a section in `docs/errors.md`. */
export type ErrorKind = ProviderErrorKind | 'configuration' | 'unsupported' | 'budget_exceeded';

/** One try at an upstream service. */
export interface Attempt {
  readonly provider: string;
  readonly model: string;
  /** When it began, in milliseconds since 1970 (a point in time, not a duration). */
  readonly startedAt: number;
  /** How long it took, in seconds. */
  readonly duration: number;
  readonly status?: number | undefined;
  /** Absent when this attempt gave the answer. */
  readonly error?: ErrorKind | undefined;
  /** Seconds waited after it, before the next one. */
  readonly wait?: number | undefined;
  /** Tokens that the attempt used: zeros if the provider refused the request, absent if unknown. */
  readonly usage?: Usage | undefined;
  /** Cost of the attempt: zero if the provider refused the request, absent if unknown. */
  readonly cost?: Cost | undefined;
}

/** What had arrived before a failure. */
export interface PartialAnswer {
  readonly text: string;
  readonly reasoning?: string | undefined;
  readonly content: readonly ContentPart[];
  readonly usage?: Usage | undefined;
}

/** Which limit ran out: reaching the service, its first token, silence between tokens, or the whole call. */
export type TimeoutPhase = 'connect' | 'firstToken' | 'idle' | 'total';

/** What is known about a provider's failure. */
export interface ProviderErrorDetails {
  readonly provider: string;
  readonly status?: number | undefined;
  /** The provider's own code, for example `model_not_found`. */
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  /** Whether asking again can help. The default depends on the kind. */
  readonly retryable?: boolean | undefined;
  /** Seconds that the provider asked us to wait. */
  readonly retryAfter?: number | undefined;
  readonly attempts?: readonly Attempt[] | undefined;
  readonly partial?: PartialAnswer | undefined;
  /** `false` where the provider was not asked at all. Default `true`. */
  readonly sent?: boolean | undefined;
  /** Which of our own limits ran out, where one did. */
  readonly phase?: TimeoutPhase | undefined;
  /** HTTP response that reported the failure. */
  readonly response?: ResponseInfo | undefined;
  readonly cause?: unknown;
}
