import type { PartialAnswer, ProviderErrorKind } from '../contract/error-details.ts';

/** A failure as the service described it. */
export interface WireFailure {
  /** HTTP status. Absent for an error inside a response of status 200. */
  readonly status?: number | undefined;
  readonly message: string;
  readonly code?: string | undefined;
  readonly type?: string | undefined;
}

/** The facts of a service that errors depend on. */
export interface ErrorRules {
  readonly name: string;
  /** Returns the kind of a failure that code and status do not tell, else `undefined`. */
  readonly errorKind?: ((failure: WireFailure) => ProviderErrorKind | undefined) | undefined;
  /** Returns the code of a failure that has none in the field `code`, for example its type. */
  readonly errorCode?: ((failure: WireFailure) => string | undefined) | undefined;
  /** Returns what a user can do about a failure, if the service does not say it. */
  readonly errorHint?: ((failure: WireFailure, baseURL: string) => string | undefined) | undefined;
}

/** The service and the request that an error belongs to. */
export interface Origin {
  readonly service: ErrorRules;
  readonly baseURL: string;
  /** Keys and tokens in use. They are removed from every message. */
  readonly secrets: readonly (string | undefined)[];
  /** Maximum size of the answer in bytes, counted after decompression. @default 64 MiB */
  readonly maxAnswerBytes?: number | undefined;
  /** Maximum number of tool calls in the answer. @default 128 */
  readonly maxToolCalls?: number | undefined;
  /** The content received so far, for `error.partial`. */
  readonly partial?: PartialAnswer | undefined;
  /** The signal of the caller. After an abort, its reason is thrown instead of an error. */
  readonly signal?: AbortSignal | undefined;
}
