/** Why a service does not answer. Each service has its own words, status and headers for it. */
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

/** How a service says when to come back. */
export type RetryHint = 'seconds' | 'date' | 'milliseconds' | 'body' | 'none';

/** A refusal before it is put into a service's own words. */
export interface Failure {
  readonly kind: FailureKind;
  /** What it is about: a key, a model, a path. */
  readonly subject?: string;
  readonly message?: string;
  readonly param?: string;
  readonly code?: string;
  /** Seconds until the client may come back. */
  readonly retryAfter?: number;
  readonly retryHint?: RetryHint;
}

/** A failure put into a service's own words. */
export interface FailureReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a face when a request cannot be answered; the service puts it into its own words. */
export class Refusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message ?? failure.kind);
    this.failure = failure;
  }
}

/** A refusal of a request as it stands. */
export function badRequest(message: string, { param, code }: { param?: string; code?: string } = {}): Refusal {
  return new Refusal({ kind: 'bad_request', message, ...(param && { param }), ...(code && { code }) });
}

/** The headers in which a service says when to come back. */
export function retryHeaders({ retryAfter, retryHint = 'seconds' }: Failure): Readonly<Record<string, string>> {
  if (retryAfter === undefined || retryHint === 'body' || retryHint === 'none') return {};
  if (retryHint === 'milliseconds') return { 'retry-after-ms': String(Math.round(retryAfter * 1000)) };
  if (retryHint === 'seconds') return { 'retry-after': String(Math.ceil(retryAfter)) };
  // HTTP dates have whole seconds: round up, so that the date is not before the time that was meant.
  return { 'retry-after': new Date(Math.ceil(Date.now() / 1000 + retryAfter) * 1000).toUTCString() };
}
