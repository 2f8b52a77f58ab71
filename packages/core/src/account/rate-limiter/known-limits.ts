/** Limit of the growth of the pace, for services that refuse requests whose number rises too quickly. */
export interface Growth {
  /** Maximum pace in requests per millisecond. It rises with each request. */
  rate: number;
  /** Fraction by which the pace rises per second, after the last refusal. */
  speed: number;
  /** Time of the last refusal for growth. */
  refusedAt: number;
  /** Time up to which the pace has risen. After a refusal it does not rise for a second. */
  grownAt: number;
}

/** What the response headers say about one limit. */
export interface Bound {
  /** Number of requests, or tokens, that may have been sent in all until `until`. */
  readonly last: number;
  /** Time for which the headers hold: when the request was sent. */
  readonly seen: number;
  /** Time at which the window ends, or the bucket is full. */
  readonly until: number;
  /** Evidence: above 0 for a window, whose end stands still; below 0 for a bucket, which refills all the time. */
  readonly kind: number;
  /** Growth of `last` per millisecond, for a bucket. */
  readonly refill: number;
  /** Milliseconds between two ends of a window; 0 if unknown. */
  readonly period: number;
  readonly limit: number | undefined;
  readonly first: { readonly until: number; readonly seen: number; readonly used: number };
}

/** Limit of concurrent requests, if the refusals follow the number of requests in progress. */
export interface Cap {
  /** Maximum number of concurrent requests. `Infinity`: no such limit is known. */
  limit: number;
  /** Refusals that are needed as evidence. Doubles each time the cap turns out to be wrong. */
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
