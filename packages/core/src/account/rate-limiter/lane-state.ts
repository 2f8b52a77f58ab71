import type { Bound, Cap, Growth } from './known-limits.ts';

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
 * `measure`: the measurement is still rough. `cruise`: the rate is known and probed from time to time. `growth`: only
 * the growth of the pace is limited.
 */
export type Phase = 'open' | 'search' | 'measure' | 'cruise' | 'growth';

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
  /** Requests of the current second and of the one before it. */
  readonly traffic: { at: number; count: number; before: number };
  /** Limit of the growth of the pace, once the service has refused a request for it. */
  growth: Growth | undefined;
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
  recentScatter: PerUnit;
  lastRates: PerUnit;
  cap: Cap;
  bounds: { requests: Bound | undefined; tokens: Bound | undefined; seq: number };
  /** Refused probes in a row: requests that were sent after a pause, with nothing accepted between them. */
  failedProbes: number;
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
    traffic: { at: 0, count: 0, before: 0 },
    growth: undefined,
    pacing: { credit: 0, creditAt: 0, burst: 0, back: 1, grown: 0, cutAt: 0, held: false },
    pause: { until: 0, count: 0, hinted: false, resumedAt: 0, resumedSeq: 0, probe: undefined },
    closing: { streak: 0, longest: 0, cost: 1, at: 0, phase: 'open', rate: undefined, window: true },
    anchor: undefined,
    lastRefused: undefined,
    opening: undefined,
    marks: [],
    last: { units: 1, ms: 1 },
    scatter: { requests: 0.2, tokens: 0.21 },
    recentScatter: { requests: 0.2, tokens: 0.21 },
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
