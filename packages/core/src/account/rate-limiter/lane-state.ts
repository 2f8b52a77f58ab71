/** A request that the lane has let go. All times are milliseconds of the caller's clock. */
export interface Ticket {
  /** Number of the request in its lane. The first is 1. */
  readonly seq: number;
  readonly at: number;
  /** Estimated tokens of the request. */
  readonly tokens: number;
  /** Tokens of all requests up to this one, itself included. */
  readonly tokensAt: number;
  /** Number of requests in progress when this one was sent, without itself. */
  readonly ahead: number;
  done: boolean;
  refused: boolean;
}

/**
 * What the lane knows about the limit. `open`: nothing was refused yet. `search`: the pace doubles until a refusal.
 * `measure`: the measurement is still rough. `cruise`: the rate is known and probed from time to time.
 */
export type Phase = 'open' | 'search' | 'measure' | 'cruise';

/** What a limit counts. */
export type Unit = 'requests' | 'tokens';

/** A number for each unit. */
export interface PerUnit {
  readonly requests: number;
  readonly tokens: number;
}

/** Point at which the lane started to count accepted requests. */
export interface Mark {
  readonly seq: number;
  readonly at: number;
  readonly tokensAt: number;
  /** Refused requests, and their tokens, up to this point. */
  readonly refused: PerUnit;
}

/** Everything that a lane remembers. The modules of this folder change it; each explains the fields that it owns. */
export interface LaneState {
  phase: Phase;
  /** Requests, or tokens, per millisecond. */
  rate: number;
  unit: Unit;
  /** Unit of `rate`, once it was measured. */
  ratedUnit: Unit | undefined;
  /** Numbers of requests and tokens that were sent. */
  sent: PerUnit;
  /** Numbers of requests and tokens that were refused. */
  refused: PerUnit;
  inFlight: number;
  /** Number of requests that ended without a refusal. */
  ended: number;
  /** Smoothed milliseconds between sending a request and its refusal. */
  lag: number;
  /** Requests that were sent so recently that a refusal may still arrive. The first `head` of them are settled. */
  readonly recent: { list: Ticket[]; head: number };
  /** Last request that was sent before the lane slowed down. Refusals up to it bring no news. */
  cutSeq: number;
  slot: { at: number; count: number; before: number };
  pacing: {
    credit: number;
    creditAt: number;
    burst: number;
    back: number;
    grown: number;
    cutAt: number;
    held: boolean;
  };
  pause: {
    until: number;
    count: number;
    hinted: boolean;
    resumedAt: number;
    resumedSeq: number;
    probe: Ticket | undefined;
  };
  closing: {
    streak: number;
    longest: number;
    cost: number;
    at: number;
    phase: Phase;
    rate: PerUnit | undefined;
    window: boolean;
  };
  /** Start of the measurement, and the last refused request. */
  anchor: Mark | undefined;
  lastRefused: Mark | undefined;
  opening: (Mark & { readonly late: number }) | undefined;
  readonly marks: Mark[];
  last: { units: number; ms: number };
  scatter: PerUnit;
  lastRates: PerUnit;
  cap: Cap;
  bounds: { requests: Bound | undefined; tokens: Bound | undefined; seq: number };
  /** Refused probes in a row: requests that were sent after a pause, with nothing accepted between them. */
  failedProbes: number;
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

/** Creates the state of a lane that knows nothing. */
export function createLaneState(): LaneState {
  const none: PerUnit = { requests: 0, tokens: 0 };
  const range = { high: 0, low: Number.POSITIVE_INFINITY };
  return {
    phase: 'open',
    rate: 0,
    unit: 'requests',
    ratedUnit: undefined,
    sent: none,
    refused: none,
    inFlight: 0,
    ended: 0,
    lag: 20,
    recent: { list: [], head: 0 },
    cutSeq: 0,
    slot: { at: 0, count: 0, before: 0 },
    pacing: { credit: 0, creditAt: 0, burst: 0, back: 1, grown: 0, cutAt: 0, held: false },
    pause: { until: 0, count: 0, hinted: false, resumedAt: 0, resumedSeq: 0, probe: undefined },
    closing: { streak: 0, longest: 0, cost: 1, at: 0, phase: 'open', rate: undefined, window: true },
    anchor: undefined,
    lastRefused: undefined,
    opening: undefined,
    marks: [],
    last: { units: 1, ms: 1 },
    scatter: { requests: 0.2, tokens: 0.21 },
    lastRates: none,
    cap: {
      limit: Number.POSITIVE_INFINITY,
      need: 5,
      refusedAhead: [],
      accepted: { ...range },
      before: { ...range },
      endedThen: 0,
      count: 0,
      step: 400,
      misses: 0,
      wins: 0,
      growth: 1,
      sure: 0,
      returns: 0,
    },
    bounds: { requests: undefined, tokens: undefined, seq: 0 },
    failedProbes: 0,
  };
}

/** Returns the mark of a request. */
export function markOf(state: LaneState, { seq, at, tokensAt }: Ticket): Mark {
  return { seq, at, tokensAt, refused: state.refused };
}

/** Returns the requests and tokens that were accepted between a mark and a request. */
export function acceptedSince(state: LaneState, mark: Mark, ticket: Ticket): PerUnit {
  const requests = ticket.seq - mark.seq - (state.refused.requests - mark.refused.requests);
  const tokens = ticket.tokensAt - mark.tokensAt - (state.refused.tokens - mark.refused.tokens);
  return { requests, tokens };
}
