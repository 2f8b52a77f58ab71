import type { ContentPart } from './message.ts';
import type { ResponseInfo } from './response-info.ts';
import type { Cost, Usage } from './usage.ts';

/** Category of a provider failure. Every provider uses the same categories. */
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

/** Category of an error. `docs/errors.md` has a section for each one. */
export type ErrorKind = ProviderErrorKind | 'configuration' | 'unsupported' | 'budget_exceeded';

/** One request that the client sent to a provider. */
export interface Attempt {
  readonly provider: string;
  readonly model: string;
  /** Start time in milliseconds since 1970. */
  readonly startedAt: number;
  /** Duration in seconds. */
  readonly duration: number;
  readonly status?: number | undefined;
  /** Category of the error. Absent if the attempt succeeded. */
  readonly error?: ErrorKind | undefined;
  /** Seconds between this attempt and the next one. */
  readonly wait?: number | undefined;
  /** Tokens that the attempt used: zeros if the provider refused the request, absent if unknown. */
  readonly usage?: Usage | undefined;
  /** Cost of the attempt: zero if the provider refused the request, absent if unknown. */
  readonly cost?: Cost | undefined;
}

/** Content that arrived before a failure. */
export interface PartialAnswer {
  readonly text: string;
  readonly reasoning?: string | undefined;
  readonly content: readonly ContentPart[];
  readonly usage?: Usage | undefined;
}

/** Time limit that ran out: connecting, waiting for the first token, silence between tokens, or the whole call. */
export type TimeoutPhase = 'connect' | 'firstToken' | 'idle' | 'total';

/** Details of a provider failure. */
export interface ProviderErrorDetails {
  readonly provider: string;
  readonly status?: number | undefined;
  /** The provider's own code, for example `model_not_found`. */
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  /** `true` if a retry can succeed. The default depends on the kind of the error. */
  readonly retryable?: boolean | undefined;
  /** Seconds to wait before a retry, as stated by the provider. */
  readonly retryAfter?: number | undefined;
  readonly attempts?: readonly Attempt[] | undefined;
  readonly partial?: PartialAnswer | undefined;
  /** `false` if no request was sent to the provider. @default true */
  readonly sent?: boolean | undefined;
  /** Limit of the option `timeout` that ran out. Absent for other errors. */
  readonly phase?: TimeoutPhase | undefined;
  /** HTTP response that reported the failure. */
  readonly response?: ResponseInfo | undefined;
  readonly cause?: unknown;
}
