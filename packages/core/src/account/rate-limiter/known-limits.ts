/** Step of the opening, in which no refusal is known yet. It begins with a request and lasts `tuning.step`. */
export interface OpeningStep {
  at: number;
  /** Number of requests that were sent in it. */
  count: number;
  /** Number of requests of the step before, if it ended just now. */
  before: number;
  /** Largest number of requests in an earlier step. */
  most: number;
}

/** Limit of the growth of the pace, for services that refuse requests if the rate rises too quickly. */
export interface Growth {
  /** Maximum pace in requests per millisecond. It rises with each request. */
  rate: number;
  /** Fraction by which the pace rises per second after the last refusal. */
  speed: number;
  /** Time of the last growth refusal. */
  refusedAt: number;
  /** Time up to which growth was applied. After a refusal, the pace does not grow for a second. */
  grownAt: number;
}

/** Bound of one limit, derived from response headers. */
export interface Bound {
  /** Total number of requests, or tokens, that may be sent until `until`. */
  readonly last: number;
  /** Send time of the request whose headers were used. */
  readonly seen: number;
  /** Time at which the window ends, or the bucket is full. */
  readonly until: number;
  /** Evidence for the type: positive for a window with a fixed end, negative for a bucket that refills continuously. */
  readonly kind: number;
  /** Growth of `last` per millisecond, for a bucket. */
  readonly refill: number;
  /** Milliseconds between two ends of a window; 0 if unknown. */
  readonly period: number;
  readonly limit: number | undefined;
  readonly first: { readonly until: number; readonly seen: number; readonly used: number };
}

/** Concurrency limit, derived from refusals that depend on the number of requests in progress. */
export interface Cap {
  /** Maximum number of concurrent requests. `Infinity` if no limit is known. */
  limit: number;
  /** Number of refusals that are required as evidence. Doubles each time the cap is found to be wrong. */
  need: number;
  refusedAhead: number[];
  accepted: { high: number; low: number };
  before: { high: number; low: number };
  endedThen: number;
  count: number;
  step: number;
  misses: number;
  wins: number;
  growth: number;
  sure: number;
  returns: number;
}
