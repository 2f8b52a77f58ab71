import type { LearnedLimits, RateLimit } from '../../contract/rate-limit.ts';
import { underCap } from './concurrency-cap.ts';
import { grow, growthWait, settleGrowth } from './growth.ts';
import { headerHold, learnHeaders } from './header-bounds.ts';
import { createLaneState, type LaneState, requestRate, type Ticket } from './lane-state.ts';
import { noteMark } from './measurement.ts';
import { nextStep, openingHold } from './opening.ts';
import { paceOf, refill } from './pace.ts';
import { refuse, settle } from './refusals.ts';
import * as tuning from './tuning.ts';

/**
 * Learns the rate limit of one account for one model, and schedules requests. It is a state machine without timers:
 * callers pass the time in milliseconds.
 */
export interface Lane {
  /** Number of requests in progress. */
  readonly inFlight: number;
  /** `true` after 20 refused probes in a row. */
  readonly down: boolean;
  /** Returns `true` while the service refuses everything and the lane pauses. */
  closed(now: number): boolean;
  /**
   * Returns 0 if a request may be sent, otherwise the earliest time to try again. `Infinity`: after another request
   * ends.
   *
   * @param waiting number of waiting requests, including this one
   */
  holdUntil(tokens: number, now: number, waiting: number): number;
  /** Records that a new request waits. */
  queued(now: number): void;
  /** Counts a request that is being sent. `waited`: `true` if it was delayed. */
  sent(tokens: number, now: number, waited: boolean): Ticket;
  /** Records the end of a request that was not refused for its rate. Later calls do nothing. */
  done(ticket: Ticket): void;
  /**
   * Records that the service refused a request for its rate.
   *
   * @param hint seconds to wait, as stated by the service
   * @param isGrowth `true` if the rate rose too quickly
   */
  refused(ticket: Ticket, now: number, hint: number | undefined, isGrowth?: boolean): void;
  /** Learns from the limits that a response reports. */
  learn(seen: RateLimit, ticket: Ticket): void;
  /** Returns the minimum seconds until the last of `requests` waiting requests is sent, or `undefined` if unknown. */
  waitOf(requests: number, tokens: number, now: number): number | undefined;
  learned(): LearnedLimits;
}

/**
 * Creates a new lane.
 *
 * @param random returns a number from 0 to 1, for pauses whose length the service does not state
 */
export function createLane(random: () => number): Lane {
  const state = createLaneState();
  return {
    get inFlight() {
      return state.inFlight;
    },
    get down() {
      return state.failedProbes >= tuning.down;
    },
    closed: (now) => now < state.pause.until,
    holdUntil(tokens, now, waiting) {
      noteEnding(state, now, waiting);
      return holdUntil(state, tokens, now);
    },
    queued(now) {
      state.pacing.queuedAt = now;
    },
    sent: (tokens, now, waited) => send(state, tokens, now, waited),
    done(ticket) {
      if (ticket.done) return;
      ticket.done = true;
      state.inFlight -= 1;
      state.ended += 1;
    },
    refused(ticket, now, hint, isGrowth = false) {
      if (!ticket.done) refuse(state, ticket, { now, hint, isGrowth }, random);
    },
    learn: (seen, ticket) => learnHeaders(state, seen, ticket),
    waitOf: (requests, tokens, now) => waitOf(state, requests, tokens, now),
    learned: () => learned(state),
  };
}

function holdUntil(state: LaneState, tokens: number, now: number): number {
  const { phase, pacing, cap } = state;
  const { due } = pacing;
  pacing.due = Infinity;
  if (now < state.pause.until) {
    pacing.due = state.pause.until;
    return state.pause.until;
  }
  if (phase === 'open') {
    const until = openingHold(state, now);
    if (until > 0) return until;
  } else {
    const isCapped = cap.limit < Infinity;
    if (isCapped && !underCap(state)) return Infinity;
    if (!isCapped || state.growth) {
      settleGrowth(state);
      leaveOutDelay(state, now - due);
      refill(state, now);
      if (pacing.credit < 0) {
        pacing.due = now + Math.max(1, -pacing.credit / paceOf(state, now));
        return pacing.due;
      }
    }
  }
  const hold = headerHold(state, tokens, now);
  if (hold > 0) pacing.held = true;
  return hold;
}

/** Notes whether few requests wait and no new one arrived recently. */
function noteEnding(state: LaneState, now: number, waiting: number): void {
  const { pacing } = state;
  pacing.ending = now - pacing.queuedAt > tuning.ending && waiting < requestRate(state) * tuning.ending;
}

/**
 * Leaves out the time in which the process was too busy to run its timers. It could not read refusals either, so a pace
 * that kept rising would send thousands of requests.
 */
function leaveOutDelay({ phase, pacing, pause: current }: LaneState, delay: number): void {
  if ((phase !== 'search' && phase !== 'measure') || delay < tuning.late) return;
  if (current.resumedAt > 0) current.resumedAt += delay;
  pacing.creditAt += delay;
  pacing.cutAt += delay;
}

function send(state: LaneState, tokens: number, now: number, waited: boolean): Ticket {
  const { sent, inFlight, step, pacing, pause: current } = state;
  const seq = sent.requests + 1;
  const tokensAt = sent.tokens + tokens;
  const ticket: Ticket = { seq, at: now, tokens, tokensAt, ahead: inFlight, done: false, refused: false };
  state.sent = { requests: seq, tokens: tokensAt };
  state.inFlight += 1;
  grow(state, now);
  if (state.phase === 'open') {
    nextStep(state, now);
    step.count += 1;
    return ticket;
  }
  settleGrowth(state);
  refill(state, now);
  pacing.credit -= state.unit === 'requests' ? 1 : tokens;
  if (current.resumedAt === 0 && now >= current.until) {
    current.resumedAt = now;
    current.resumedSeq = seq;
    // All refusals of the opening have arrived. Its accepted requests are the burst that the service allows.
    if (pacing.burst === 0) {
      pacing.burst = Math.max(1, step.count + step.before - state.refused.requests);
      // A burst of more than the first step was probably refilled meanwhile. An eighth of that pace is a safe start.
      state.rate = Math.max(state.rate, (pacing.burst - tuning.opening) / (8 * tuning.step));
    }
    current.probe = state.closing.window ? ticket : undefined;
    // Send one request ahead. Its refusal would arrive within the lag.
    if (current.count > 0) {
      pacing.credit = Math.min(pacing.credit, -paceOf(state, now) * Math.min(2 * state.lag, 250));
    }
  }
  // A request that waited because of headers is no evidence for the pace.
  if (waited && !pacing.held) pacing.grown += 1;
  pacing.held = false;
  noteMark(state, ticket);
  state.recent.list.push(ticket);
  settle(state, now);
  return ticket;
}

function waitOf(state: LaneState, requests: number, tokens: number, now: number): number | undefined {
  const paused = Math.max(0, state.pause.until - now) / 1000;
  if (state.phase === 'open') return paused > 0 ? paused : undefined;
  if (state.phase === 'growth') return paused + growthWait(state.growth, requests);
  if (state.phase !== 'cruise' || state.cap.limit < Infinity) return paused;
  const needed = (state.unit === 'requests' ? requests : tokens) - state.pacing.credit;
  return paused + Math.max(0, needed) / (1.2 * paceOf(state, now)) / 1000;
}

function learned({ phase, cap, rate, unit, bounds, growth }: LaneState): LearnedLimits {
  if (cap.limit < Infinity) return { concurrency: cap.limit };
  const perMinute = Math.round(rate * 60_000);
  if (phase === 'cruise')
    return unit === 'requests' ? { requestsPerMinute: perMinute } : { tokensPerMinute: perMinute };
  if (phase === 'growth' && growth) return { requestsPerMinute: Math.round(growth.rate * 60_000) };
  const stated = (bound: LaneState['bounds']['requests']): number | undefined =>
    bound?.limit !== undefined && bound.period > 0 ? Math.round((bound.limit / bound.period) * 60_000) : undefined;
  return { requestsPerMinute: stated(bounds.requests), tokensPerMinute: stated(bounds.tokens) };
}
