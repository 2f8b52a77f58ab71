/** Reason why a service rejects a request. Each service has its own message, status and headers for it. */
export type FailureKind =
  | 'no_key'
  | 'wrong_key'
  | 'permission'
  | 'unknown_path'
  | 'unknown_model'
  | 'bad_json'
  | 'bad_request'
  | 'content_filter'
  | 'rate_limit'
  | 'quota'
  | 'server'
  | 'overloaded';

/** Form in which a service sends the retry delay. */
export type RetryHint = 'seconds' | 'date' | 'milliseconds' | 'body' | 'none';

/** Failure before it is converted to the format of a service. */
export interface Failure {
  readonly kind: FailureKind;
  /** Subject of the failure: a key, a model or a path. */
  readonly subject?: string;
  readonly message?: string;
  readonly param?: string;
  readonly code?: string;
  /** Seconds until the client may retry. */
  readonly retryAfter?: number;
  readonly retryHint?: RetryHint;
}

/** Failure in the format of a service. */
export interface FailureReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a service that rejects a request. The service converts it to its own error format. */
export class Refusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message ?? failure.kind);
    this.failure = failure;
  }
}

/** Creates a refusal of an invalid request. */
export function badRequest(message: string, { param, code }: { param?: string; code?: string } = {}): Refusal {
  return new Refusal({ kind: 'bad_request', message, ...(param && { param }), ...(code && { code }) });
}
