/** Limits for one provider and API key, shared by all clients of the process. An absent limit is unlimited. */
export interface Limits {
  /** Maximum number of concurrent requests. */
  readonly concurrency?: number | undefined;
  /** Maximum number of requests that start within any 60 seconds. */
  readonly requestsPerMinute?: number | undefined;
  /**
   * Maximum number of tokens of requests that start within any 60 seconds. Estimates are replaced by reported usage.
   */
  readonly tokensPerMinute?: number | undefined;
}

/** Remaining quota that a service reports. */
export interface Allowance {
  readonly remaining: number;
  /** Maximum of `remaining`, if the service reports it. */
  readonly limit?: number | undefined;
  /** Seconds until the service restores quota. */
  readonly reset: number;
}

/** Rate limits that a service reports for one model. */
export interface RateLimit {
  readonly requests?: Allowance | undefined;
  readonly tokens?: Allowance | undefined;
}

/** Limits of a service for one model, learned from its responses. An absent limit is unknown. */
export interface LearnedLimits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  /** Maximum number of concurrent requests. */
  readonly concurrency?: number | undefined;
}

/** Rate limits of one model, as `client.limits()` returns them. */
export interface ModelLimits extends LearnedLimits {
  readonly provider: string;
  readonly model: string;
  /** Number of requests in progress. */
  readonly inFlight: number;
  /** Number of requests that wait for their turn. */
  readonly queued: number;
  /** Minimum number of seconds until the last waiting request is sent. Absent if unknown. */
  readonly wait?: number | undefined;
}
