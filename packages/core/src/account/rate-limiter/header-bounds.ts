import type { Allowance, RateLimit } from '../../contract/rate-limit.ts';
import type { Bound } from './known-limits.ts';
import type { LaneState, Mark, Ticket, Unit } from './lane-state.ts';
import { restart } from './measurement.ts';

/** Returns `true` if headers describe a window completely, so that no measurement is needed. */
export function isWindow({ bounds }: LaneState): boolean {
  return (bounds.requests?.kind ?? 0) >= 2 || (bounds.tokens?.kind ?? 0) >= 2;
}

/** Learns from the headers of a response. Ignores headers that are older than those already seen. */
export function learnHeaders(state: LaneState, seen: RateLimit, ticket: Ticket): void {
  const { bounds, refused, phase } = state;
  if (ticket.seq >= bounds.seq) {
    const { seq, tokensAt, at } = ticket;
    if (seen.requests) bounds.requests = update(bounds.requests, seen.requests, seq, at, seq - refused.requests);
    if (seen.tokens) bounds.tokens = update(bounds.tokens, seen.tokens, tokensAt, at, tokensAt - refused.tokens);
    bounds.seq = seq;
  }
  const unit: Unit = seen.requests ? 'requests' : 'tokens';
  speedUp(state, bounds[unit], seen[unit]);
  const refill = bounds[unit]?.refill ?? 0;
  if (refill === 0 || state.anchor === undefined) return;
  if (phase === 'cruise' && state.ratedUnit === unit) {
    // A limit that fell appears in headers before refusals. A rising limit may be shared with other processes.
    if (state.rate <= 1.15 * refill) return;
    state.rate = refill;
    state.last = { units: 1, ms: 1 };
  } else if ((phase === 'search' || phase === 'measure') && state.ratedUnit === undefined) {
    state.unit = unit;
    state.ratedUnit = unit;
    state.rate = refill;
    restart(state, state.lastRefused as Mark, 'cruise');
  }
}

/** Probes sooner if the headers show that most of a bucket is unused, because the pace is then too low. */
function speedUp({ phase, pacing }: LaneState, bound: Bound | undefined, seen: Allowance | undefined): void {
  const { remaining = 0, limit } = seen ?? {};
  if (phase === 'cruise' && bound && bound.kind < 0 && limit !== undefined && remaining > 0.5 * limit)
    pacing.grown += 4;
}

/** Updates a bound. @param used accepted requests, or tokens, up to the request of these headers */
function update(last: Bound | undefined, seen: Allowance, sent: number, at: number, used: number): Bound {
  const { remaining, limit } = seen;
  const reset = seen.reset * 1000;
  const until = at + reset;
  let { kind = 0, refill = 0, period = 0 } = last ?? {};
  let first = { until, seen: at, used };
  if (last && at < last.until - 20) {
    first = last.first;
    // Each accepted request delays the time at which a bucket is full. The end of a window does not move.
    const moved = until - first.until;
    const spent = limit !== undefined && remaining < limit ? limit - remaining : undefined;
    const expected = spent ? ((used - first.used) * reset) / spent : at - first.seen;
    if (expected > 60 + 0.02 * reset) {
      const still = moved < 0.25 * expected;
      // Short resets are too inaccurate as evidence of a window.
      if (!still || reset >= 500) kind = Math.max(-4, Math.min(4, kind + (still ? 1 : -1)));
      if (!still) first = { until, seen: at, used };
    }
  } else if (last && kind > 0) period = period > 0 ? Math.min(period, until - last.until) : until - last.until;
  if (kind < 0 && limit !== undefined && reset > 0 && remaining < limit - 1) {
    // `remaining` is rounded down, so on average the bucket lacks half a request less.
    const missing = limit - remaining - 0.5;
    refill = refill > 0 ? refill + 0.1 * (missing / reset - refill) : missing / reset;
  }
  return { last: sent + remaining, seen: at, until, kind, refill: kind < 0 ? refill : 0, period, limit, first };
}

/** Returns the earliest time for a request according to the headers, or 0. */
export function headerHold(state: LaneState, tokens: number, now: number): number {
  const { bounds, sent } = state;
  if (!bounds.requests && !bounds.tokens) return 0;
  const requests = holdOf(state, 'requests', sent.requests + 1, now);
  return Math.max(requests, holdOf(state, 'tokens', sent.tokens + tokens, now));
}

function holdOf({ bounds, lag }: LaneState, unit: Unit, wanted: number, now: number): number {
  const bound = bounds[unit];
  if (!bound) return 0;
  // The clocks of service and client differ by the network latency.
  const edge = bound.kind > 0 ? 5 + 0.3 * lag : 0;
  if (now >= bound.until + edge) {
    bounds[unit] = nextWindow(bound, wanted, now);
    return 0;
  }
  const over = wanted - bound.last - 0.98 * bound.refill * (now - bound.seen);
  if (over <= 0) return 0;
  const until = bound.refill > 0 ? Math.min(bound.until, now + over / bound.refill) : bound.until + edge;
  return until - now > 1 ? until : 0;
}

/** Returns the bound of a new window, with the full limit until headers report more. */
function nextWindow(bound: Bound, wanted: number, now: number): Bound {
  const { kind, limit, period } = bound;
  if (kind < 2 || limit === undefined || period < 100) return bound;
  const until = bound.until + period * Math.ceil((now - bound.until) / period);
  const first = { until, seen: now, used: Infinity };
  return { ...bound, last: wanted - 1 + limit, seen: now, until, first };
}
