import type { PartialAnswer, ProviderErrorKind } from '../contract/error-details.ts';
import type { LimitHeader } from './rate-limit.ts';

/** Failure as the service reported it. */
export interface WireFailure {
  /** HTTP status. Absent for an error inside a response of status 200. */
  readonly status?: number | undefined;
  readonly message: string;
  readonly code?: string | undefined;
  readonly type?: string | undefined;
}

/** Facts of a service for its errors and the details of its responses. */
export interface ErrorRules {
  readonly name: string;
  /** Returns the kind of a failure, or `undefined` to derive it from code and status. */
  readonly errorKind?: ((failure: WireFailure) => ProviderErrorKind | undefined) | undefined;
  /** Returns the code of a failure that has none in the field `code`, for example its type. */
  readonly errorCode?: ((failure: WireFailure) => string | undefined) | undefined;
  /** Names of the headers with rate limits. @default `x-ratelimit-remaining-requests` and so on */
  readonly limitHeader?: LimitHeader | undefined;
  /** Returns advice about a failure for the user, if the service gives none. */
  readonly errorHint?: ((failure: WireFailure, baseURL: string) => string | undefined) | undefined;
}

/** Service and request to which an error belongs. */
export interface Origin {
  readonly service: ErrorRules;
  readonly baseURL: string;
  /** Keys and tokens in use. Messages never contain them. */
  readonly secrets: readonly (string | undefined)[];
  /** Maximum size of the answer in bytes, counted after decompression. @default 64 MiB */
  readonly maxAnswerBytes?: number | undefined;
  /** Maximum number of tool calls in the answer. @default 128 */
  readonly maxToolCalls?: number | undefined;
  /** Content received so far, for `error.partial`. */
  readonly partial?: PartialAnswer | undefined;
  /** Signal of the caller. After an abort, its reason is thrown instead of an error. */
  readonly signal?: AbortSignal | undefined;
}
