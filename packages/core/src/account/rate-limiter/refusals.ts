import { acceptAtCap, findCap, refusedAtCap } from './concurrency-cap.ts';
import { firstGrowth, slowGrowth } from './growth.ts';
import { isWindow } from './header-bounds.ts';
import { type LaneState, markOf, type Ticket } from './lane-state.ts';
import { measure, measureOpening, recentRate, restart } from './measurement.ts';
import { delayNext, paceOf, searchStep } from './pace.ts';
import { pause } from './pause.ts';
import * as tuning from './tuning.ts';

/** Counts requests as accepted if no refusal arrived within the usual time of a refusal. Answers take much longer. */
export function settle(state: LaneState, now: number): void {
  const { recent, pause: current } = state;
  const since = now - 2 * state.lag - 20;
  while (recent.head < recent.list.length) {
    const ticket = recent.list[recent.head] as Ticket;
    if (ticket.at > since && !ticket.done) break;
    recent.head += 1;
    if (ticket.refused) continue;
    if (ticket === current.probe) measureOpening(state, ticket);
    current.count = 0;
    state.failedProbes = 0;
    acceptAtCap(state, ticket);
  }
  if (recent.head <= 64) return;
  recent.list = recent.list.slice(recent.head);
  recent.head = 0;
}

/** Details of a refusal for the rate: time, seconds to wait, and whether the rate rose too quickly. */
export interface Refused {
  readonly now: number;
  readonly hint: number | undefined;
  readonly isGrowth: boolean;
}

/** Handles a request that the service refused for its rate. */
export function refuse(state: LaneState, ticket: Ticket, { now, hint, isGrowth }: Refused, random: () => number): void {
  const { pause: current, closing, lastRefused } = state;
  count(state, ticket, now);
  if (isGrowth && state.phase === 'open') {
    firstGrowth(state, now, hint);
    return;
  }
  if (state.phase === 'growth' && !isGrowth) leaveGrowth(state, ticket);
  if (state.phase === 'open') {
    if (!isWindow(state)) firstContact(state, ticket, now, hint, random());
    else if (hint !== undefined && hint > 0) current.until = Math.max(current.until, now + hint * 1000);
    return;
  }
  const between = ticket.seq - (lastRefused?.seq ?? 0) - 1;
  const isNews = ticket.seq > state.cutSeq;
  noteStreak(state, ticket, between);
  if (ticket.seq > (lastRefused?.seq ?? 0)) state.lastRefused = markOf(state, ticket);
  if (isNews && current.count > 0) state.failedProbes += 1;
  if (isGrowth) {
    refuseGrowth(state, ticket, { now, hint, isGrowth }, random());
    return;
  }
  if (state.cap.limit < Infinity) {
    refusedAtCap(state, ticket, now, hint, random());
    return;
  }
  const wasPaused = now < current.until;
  settle(state, now);
  if (!isNews) {
    awaitOpening(state, now, hint);
    return;
  }
  findCap(state, ticket);
  if (measure(state, ticket, now, between)) delayNext(state, ticket.tokens, now, hint);
  state.cutSeq = state.sent.requests;
  if (wasPaused || closing.streak < tuning.streak - ((hint ?? 0) > 1 ? 1 : 0)) return;
  pause(state, now, hint, random());
  closing.window = current.count > 1 || (hint ?? 0) > 1;
}

function count(state: LaneState, ticket: Ticket, now: number): void {
  ticket.done = true;
  ticket.refused = true;
  state.inFlight -= 1;
  const { requests, tokens } = state.refused;
  state.refused = { requests: requests + 1, tokens: tokens + ticket.tokens };
  if (state.anchor && ticket.seq <= state.anchor.seq) state.anchor = { ...state.anchor, refused: state.refused };
  state.lag += 0.2 * (Math.min(2000, now - ticket.at) - state.lag);
}

/** Handles a growth refusal. It is no evidence about other limits. */
function refuseGrowth(state: LaneState, ticket: Ticket, { now, hint }: Refused, random: number): void {
  settle(state, now);
  if (ticket.seq <= state.cutSeq) return;
  slowGrowth(state, ticket, now, paceOf(state, now));
  state.cutSeq = state.sent.requests;
  if (now < state.pause.until || state.closing.streak < tuning.streak) return;
  pause(state, now, hint, random);
  state.closing.window = false;
}

/** Ends the growth phase after another limit was reached. The recently accepted rate is its first measurement. */
function leaveGrowth(state: LaneState, ticket: Ticket): void {
  state.rate = recentRate(state, ticket)?.requests ?? state.growth?.rate ?? 1e-3;
  state.ratedUnit = 'requests';
  state.last = { units: 1, ms: 1 };
  restart(state, markOf(state, ticket), 'cruise');
}

/** Counts successive refusals, which is the cost of a probe of this limit. */
function noteStreak(state: LaneState, ticket: Ticket, between: number): void {
  const { closing, phase } = state;
  if (between > 20) {
    closing.cost += 0.5 * (Math.max(1, closing.longest) - closing.cost);
    closing.longest = 0;
  }
  closing.streak = between > 0 ? 1 : closing.streak + 1;
  if (phase !== 'search') closing.longest = Math.max(closing.longest, closing.streak);
  closing.cost = Math.max(closing.cost, Math.min(phase === 'cruise' ? 10 : 3, closing.longest));
  if (closing.streak > 1) return;
  closing.at = ticket.at;
  closing.phase = phase;
  closing.rate = recentRate(state, ticket);
}

/** Handles the first refusal: the lane pauses, then searches for the limit. */
function firstContact(state: LaneState, ticket: Ticket, now: number, hint: number | undefined, random: number): void {
  state.phase = 'search';
  state.anchor = markOf(state, ticket);
  state.lastRefused = state.anchor;
  state.closing.streak = 1;
  state.rate = 1 / searchStep(state);
  pause(state, now, hint, random);
  awaitOpening(state, now, hint);
}

/**
 * Extends the first pause until the refusals of the opening have arrived. A probe that is sent before them competes
 * with the requests of the opening, and its refusal says nothing about the pace.
 */
function awaitOpening(state: LaneState, now: number, hint = 0): void {
  const { pause: current, phase, inFlight, lag } = state;
  if (phase !== 'search' || current.resumedAt > 0 || inFlight === 0) return;
  const soon = Math.min(tuning.firstPause, Math.max(2 * lag + 20, hint * 1000));
  current.until = Math.max(current.until, now + soon);
  state.pacing.creditAt = current.until;
}
