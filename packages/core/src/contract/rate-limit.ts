/** How much may be asked of one provider with one key, by all clients of the process together. Default: no limit. */
export interface Limits {
  /** Requests under way at the same time. */
  readonly concurrency?: number | undefined;
  /** Requests that begin within any 60 seconds. */
  readonly requestsPerMinute?: number | undefined;
  /** Tokens of requests that begin within any 60 seconds: estimated beforehand, put right by what the provider says. */
  readonly tokensPerMinute?: number | undefined;
}

/** What a service will still take, and for how long that holds. */
export interface Allowance {
  readonly remaining: number;
  /** The most that it takes at once, if it says so. */
  readonly limit?: number | undefined;
  /** Seconds until there is more. */
  readonly reset: number;
}

/** What a service says of its limits for one model. */
export interface RateLimit {
  readonly requests?: Allowance | undefined;
  readonly tokens?: Allowance | undefined;
}

/** Limits of a service for one model, learned from its responses. A limit that was not seen is absent. */
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
  /** Seconds until the last of the waiting requests may be sent, at least; absent if unknown. */
  readonly wait?: number | undefined;
}
