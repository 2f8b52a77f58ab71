import type { Bound, Cap, Growth, OpeningStep } from './known-limits.ts';
import * as tuning from './tuning.ts';

/** Request that the lane released. All times are milliseconds of the caller's clock. */
export interface Ticket {
  /** Number of the request in its lane. The first is 1. */
  readonly seq: number;
  readonly at: number;
  /** Estimated tokens of the request. */
  readonly tokens: number;
  /** Total tokens of all requests up to and including this one. */
  readonly tokensAt: number;
  /** Number of other requests in progress when this one was sent. */
  readonly ahead: number;
  done: boolean;
  refused: boolean;
}

/**
 * Knowledge of the lane about the limit. `open`: no refusals yet. `search`: the pace doubles until a refusal.
 * `measure`: the measurement is still imprecise. `cruise`: the rate is known and probed occasionally. `growth`: only
 * the growth of the pace is limited.
 */
export type Phase = 'open' | 'search' | 'measure' | 'cruise' | 'growth';

/** Unit that a limit counts. */
export type Unit = 'requests' | 'tokens';

/** Number for each unit. */
export interface PerUnit {
  readonly requests: number;
  readonly tokens: number;
}

/** Point from which the lane counts accepted requests. */
export interface Mark {
  readonly seq: number;
  readonly at: number;
  readonly tokensAt: number;
  /** Refused requests and tokens up to this point. */
  readonly refused: PerUnit;
}

/** State of a lane. The modules of this folder change it. Each module documents its own fields. */
export interface LaneState {
  phase: Phase;
  /** Requests, or tokens, per millisecond. */
  rate: number;
  unit: Unit;
  /** Unit of `rate`. Set after a measurement. */
  ratedUnit: Unit | undefined;
  /** Total requests and tokens sent. */
  sent: PerUnit;
  /** Total requests and tokens refused. */
  refused: PerUnit;
  inFlight: number;
  /** Number of requests that ended without a refusal. */
  ended: number;
  /** Smoothed delay in milliseconds between sending a request and its refusal. */
  lag: number;
  /** Recent requests whose refusal may still arrive. The first `head` of them are settled. */
  readonly recent: { list: Ticket[]; head: number };
  /** Last request sent before the lane slowed down. Refusals up to this request are ignored. */
  cutSeq: number;
  readonly step: OpeningStep;
  /** Requests in the current and in the previous second. */
  readonly traffic: { at: number; count: number; before: number };
  /** Growth limit. Set after the service refused a request for too quick growth. */
  growth: Growth | undefined;
  pacing: {
    credit: number;
    creditAt: number;
    burst: number;
    back: number;
    grown: number;
    cutAt: number;
    held: boolean;
    /** Time for which the next request has to wait: a timer is due then. `Infinity` if no request waits for the pace. */
    due: number;
    /** Time at which the last new request began to wait. */
    queuedAt: number;
    /** `true` while the lane sends the last requests of a fan-out, see `tuning.ending`. */
    ending: boolean;
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
  /** Start of the measurement: the last refused request. */
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
  /** Number of successive refused probes: requests sent after a pause, without an accepted request between them. */
  failedProbes: number;
}

/** Creates the state of a new lane. */
export function createLaneState(): LaneState {
  const none: PerUnit = { requests: 0, tokens: 0 };
  const range = { high: 0, low: Infinity };
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
    step: { at: 0, count: 0, before: 0, most: 0 },
    traffic: { at: 0, count: 0, before: 0 },
    growth: undefined,
    pacing: {
      credit: 0,
      creditAt: 0,
      burst: 0,
      back: 1,
      grown: 0,
      cutAt: 0,
      held: false,
      due: Infinity,
      queuedAt: 0,
      ending: false,
    },
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
      limit: Infinity,
      need: 5,
      refusedAhead: [],
      accepted: { ...range },
      before: { ...range },
      endedThen: 0,
      count: 0,
      step: tuning.capCycle,
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

/** Returns the known rate in requests per millisecond, for a limit of requests or tokens. */
export function requestRate({ rate, unit, sent }: LaneState): number {
  return unit === 'requests' ? rate : (rate * sent.requests) / Math.max(1, sent.tokens);
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
