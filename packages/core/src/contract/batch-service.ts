/** Limits of one batch at a service. */
export interface BatchLimits {
  /** Maximum number of requests. */
  readonly lines: number;
  /** Maximum size of the upload in bytes. */
  readonly bytes: number;
  /** Maximum number of input tokens that wait in all batches together, if known. */
  readonly tokensWaiting?: number | undefined;
  /** Maximum number of batches in progress. @default 100 */
  readonly batches?: number | undefined;
  /** Tells whether all requests of a batch must use the same model (`'one'`) or may use several (`'many'`). */
  readonly models: 'one' | 'many';
}

/** Request inside a batch. */
export interface BatchRequest {
  /** Unique in the batch: up to 64 letters, digits, `-` and `_`. The result repeats it. */
  readonly id: string;
  readonly model: string;
  /** Endpoint as `BatchService.endpoint` returned it. All requests of a batch have the same one. */
  readonly endpoint: string;
  /** Body of the request as JSON text. */
  readonly body: string;
}

/** Requests that are submitted together. */
export interface BatchPart {
  /** Globally unique name of the part. `BatchService.find` uses it to find the batch. */
  readonly tag: string;
  readonly requests: readonly BatchRequest[];
}

/** Batch that exists at the service. */
export interface BatchHandle {
  readonly id: string;
}

/** Description of a batch whose creation was not confirmed. */
export interface BatchTrace {
  readonly tag: string;
  /** Time before the submission, in milliseconds since 1970. */
  readonly since: number;
  /** Number of requests. */
  readonly lines: number;
  /** Ids of batches that belong to other parts. */
  readonly known: readonly string[];
}

/** State of a batch at the service. `expired` and `cancelled` batches can have results. */
export interface BatchState {
  readonly status: 'queued' | 'running' | 'done' | 'failed' | 'expired' | 'cancelled';
  /** Number of finished requests, if the service reports it. */
  readonly finished?: number | undefined;
  /** Error of the service that made the batch fail. */
  readonly error?: unknown;
  /** Invalid requests of a failed batch: position in the part, the first is 0, and the message of the service. */
  readonly invalid?: readonly { readonly position: number; readonly message: string }[] | undefined;
  /** The batch failed because too many tokens wait. `limit` is their maximum number, if the service reports it. */
  readonly queueFull?: { readonly limit?: number | undefined } | undefined;
}

/** Result of a request of a batch. */
export interface BatchResult {
  /** Id of the request. */
  readonly id: string;
  /** HTTP response to the request. Absent if the service did not execute it before the batch ended. */
  readonly response?: { readonly status: number; readonly body: string } | undefined;
}
