import {
  acceptedSince,
  type LaneState,
  type Mark,
  markOf,
  type PerUnit,
  type Phase,
  type Ticket,
  type Unit,
} from './lane-state.ts';
import { paceOf } from './pace.ts';
import * as tuning from './tuning.ts';

/** Starts a new measurement at a mark. */
export function restart(state: LaneState, mark: Mark, phase: Phase): void {
  state.phase = phase;
  state.anchor = mark;
  state.pacing.grown = 0;
  state.pacing.back = 1;
  state.pacing.cutAt = mark.at;
}

/**
 * Learns from a refusal. The limit was used up between two refusals. So the requests accepted between them, divided by
 * the time between them, are the limit at any sending rate.
 *
 * @param between number of requests accepted since the last refusal
 * @returns `true` if the pace changed, `false` while the service is still closed
 */
export function measure(state: LaneState, ticket: Ticket, now: number, between: number): boolean {
  const anchor = state.anchor as Mark;
  const ms = ticket.at - anchor.at;
  const accepted = acceptedSince(state, anchor, ticket);
  const n = accepted.requests;
  const { pacing, closing } = state;
  if (state.phase === 'search') {
    if (closing.streak >= 2 && between === 0) return false;
    endSearch(state, ticket, now, n / ms);
  } else if (n >= tuning.enough) remeasure(state, ticket, accepted, ms);
  else if (state.phase === 'measure') {
    if (closing.streak > 1) return false;
    if (n > 0) state.rate = Math.max(accepted[state.unit] / ms, state.rate / 2);
    pacing.back = n > 0 ? 1 : pacing.back * 0.8;
    pacing.grown = 0;
  } else if (between > 0) {
    pacing.back *= 0.95;
    pacing.grown = 0;
    pacing.cutAt = ticket.at;
  }
  return true;
}

function endSearch(state: LaneState, ticket: Ticket, now: number, average: number): void {
  // A bucket was full at the start of the search, so this rate is too high. That is detected soon by a refusal.
  const { resumedAt, resumedSeq } = state.pause;
  const since = Math.max(1, ticket.at - resumedAt);
  const rate = Math.min(paceOf(state, now) / 1.5, (ticket.seq - resumedSeq + 1) / since);
  const n = acceptedSince(state, state.anchor as Mark, ticket).requests;
  state.rate = n >= tuning.enough && average > 0 ? Math.min(rate, Math.max(average, rate / 4)) : rate;
  restart(state, markOf(state, ticket), 'measure');
}

function remeasure(state: LaneState, ticket: Ticket, accepted: PerUnit, ms: number): void {
  noteScatter(state, { requests: accepted.requests / ms, tokens: accepted.tokens / ms });
  const unit = steadierUnit(state);
  const before = unit === state.ratedUnit ? state.rate : 0;
  const units = accepted[unit];
  const { last, phase } = state;
  // Two cycles with about the same rate count as one longer measurement: the window of a service can begin within
  // a cycle and distort its rate.
  const agree = before > 0 && phase === 'cruise' && Math.abs(Math.log(units / ms / (last.units / last.ms))) < 0.35;
  state.unit = unit;
  state.ratedUnit = unit;
  state.rate = agree ? (units + last.units) / (ms + last.ms) : units / ms;
  state.last = { units, ms };
  // Measure again soon if the limit is still rising.
  restart(state, markOf(state, ticket), state.rate > 1.07 * before ? 'measure' : 'cruise');
}

/** Smooths the differences between successive measurements. The unit that the service counts has the smallest ones. */
function noteScatter(state: LaneState, rates: PerUnit): void {
  const smoothed = (scatter: PerUnit, unit: Unit, share: number): number => {
    const last = state.lastRates[unit];
    if (last <= 0 || rates[unit] <= 0) return scatter[unit];
    return scatter[unit] + share * (Math.abs(Math.log(rates[unit] / last)) - scatter[unit]);
  };
  const of = (scatter: PerUnit, share: number): PerUnit => {
    return { requests: smoothed(scatter, 'requests', share), tokens: smoothed(scatter, 'tokens', share) };
  };
  state.scatter = of(state.scatter, 0.3);
  // Adapt quickly, because measurements in the wrong unit are imprecise.
  state.recentScatter = of(state.recentScatter, 0.45);
  state.lastRates = rates;
}

function steadierUnit({ recentScatter: { requests, tokens }, unit }: LaneState): Unit {
  if (tokens < 0.7 * requests) return 'tokens';
  return requests < 0.7 * tokens ? 'requests' : unit;
}

/** Learns from the first accepted request after a pause. A window was used up between two such openings. */
export function measureOpening(state: LaneState, ticket: Ticket): void {
  const last = state.opening;
  // Without a hint, the service may have opened at any time since the last refused probe.
  const late = state.pause.hinted ? 0 : Math.max(0, ticket.at - (state.lastRefused?.at ?? 0));
  const opening = { ...markOf(state, ticket), late };
  state.opening = opening;
  if (!last) return;
  const accepted = acceptedSince(state, last, ticket);
  const ms = ticket.at - last.at;
  if (accepted.requests < tuning.enough || ms <= 0) return;
  const { unit, closing } = state;
  const units = accepted[unit];
  state.rate = units / Math.max(0.75 * ms, ms + last.late / 2 - late);
  const closed = ticket.at - closing.at;
  if (closing.rate && closing.phase !== 'search' && closed < 0.35 * ms) {
    // Earlier windows were not used up, so the average is too low. Use the rate of the last window until it closed.
    const recent = closing.rate[unit] * (1 - closed / ms);
    if (recent > 1.1 * state.rate) state.rate += 0.8 * (recent - state.rate);
  }
  state.ratedUnit = unit;
  state.last = { units, ms };
  restart(state, opening, 'cruise');
}

/** Records a mark every 12 requests, for `recentRate`. */
export function noteMark(state: LaneState, ticket: Ticket): void {
  if (ticket.seq % 12 !== 0) return;
  state.marks.push(markOf(state, ticket));
  if (state.marks.length > 6) state.marks.shift();
}

/** Returns the accepted requests and tokens per millisecond over at least the last 24 requests. */
export function recentRate(state: LaneState, ticket: Ticket): PerUnit | undefined {
  let mark = state.marks[0];
  for (const each of state.marks) if (ticket.seq - each.seq >= 24) mark = each;
  if (!mark || ticket.seq - mark.seq < 16 || ticket.at <= mark.at) return undefined;
  const accepted = acceptedSince(state, mark, ticket);
  const ms = ticket.at - mark.at;
  return { requests: accepted.requests / ms, tokens: accepted.tokens / ms };
}
