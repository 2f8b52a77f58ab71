import { type LaneState, markOf, type Ticket } from './lane-state.ts';
import { restart } from './measurement.ts';
import { pause } from './pause.ts';
import * as tuning from './tuning.ts';

/**
 * Returns `true` if the cap allows one more request. Every `tuning.capCycle` accepted requests, one exceeds it as a
 * probe. The first probe of a small new cap comes sooner: a rate limit can look like a limit of a few concurrent
 * requests.
 */
export function underCap({ cap, inFlight }: LaneState): boolean {
  if (inFlight < cap.limit) return true;
  return cap.count >= cap.step && inFlight < cap.limit + 1;
}

/** Records an accepted request. Five accepted probes raise the cap. */
export function acceptAtCap({ cap }: LaneState, { ahead }: Ticket): void {
  const seen = cap.accepted;
  if (ahead > seen.high) seen.high = ahead;
  if (ahead < seen.low) seen.low = ahead;
  if (cap.limit === Infinity) return;
  cap.count += 1;
  if (ahead < cap.limit) return;
  // One accepted probe is weak evidence, because the service may have freed a place before its answer arrived.
  cap.wins += 1;
  cap.count = 0;
  cap.step = 8;
  if (cap.wins < 5) return;
  cap.sure = cap.limit;
  cap.limit += cap.growth;
  cap.growth = Math.min(8, cap.growth * 2);
  cap.wins = 0;
}

/**
 * Sets the cap if the refusals depend on concurrency: all of them had more requests in progress than any accepted
 * request, although that number varied.
 */
export function findCap(state: LaneState, { ahead }: Ticket): void {
  const { cap, ended, phase } = state;
  cap.refusedAhead.push(ahead);
  if (cap.refusedAhead.length < cap.need) return;
  const least = Math.min(...cap.refusedAhead);
  const high = Math.max(cap.accepted.high, cap.before.high);
  const low = Math.min(cap.accepted.low, cap.before.low);
  const turnedOver = ended - cap.endedThen >= least;
  if (least >= 2 && turnedOver && least > high - 1 && low <= 0.85 * high - 1 && phase !== 'search') {
    const step = least < 10 ? tuning.firstProbe : tuning.capCycle;
    Object.assign(cap, { limit: least, count: 0, step, misses: 0, wins: 0 });
  }
  cap.refusedAhead = cap.refusedAhead.slice(1 - cap.need);
  if (ended - cap.endedThen > 2 * least) cap.endedThen = ended - least;
  cap.before = cap.accepted;
  cap.accepted = { high: 0, low: Infinity };
}

/** Handles a refusal while a cap applies: a failed probe, a lower limit, or a limit of another kind. */
export function refusedAtCap(
  state: LaneState,
  ticket: Ticket,
  now: number,
  hint: number | undefined,
  random: number,
): void {
  const { cap } = state;
  if (ticket.ahead >= cap.limit) {
    Object.assign(cap, { step: tuning.capCycle, count: 0, misses: 0, wins: 0, growth: 1 });
    return;
  }
  if (ticket.seq <= state.cutSeq) return;
  state.cutSeq = state.sent.requests;
  if (cap.sure > 0 && ticket.ahead >= cap.sure) {
    cap.returns += 1;
    const misses = cap.misses + (cap.returns > 2 ? 1 : 0);
    Object.assign(cap, { limit: cap.sure, sure: 0, step: tuning.capCycle, count: 0, wins: 0, growth: 1, misses });
    return;
  }
  if (state.closing.streak >= tuning.streak - 1) pause(state, now, hint, random);
  cap.misses = cap.count > 200 ? 1 : cap.misses + 1;
  if (ticket.ahead >= 0.75 * cap.limit && cap.misses <= 2) {
    cap.limit = Math.max(1, Math.min(cap.limit - 1, ticket.ahead));
    cap.count = 0;
  } else dropCap(state, ticket, now);
}

function dropCap(state: LaneState, ticket: Ticket, now: number): void {
  const { cap, pacing } = state;
  Object.assign(cap, { limit: Infinity, refusedAhead: [], need: Math.min(64, 2 * cap.need) });
  state.rate = Math.max(state.rate, 1e-6);
  restart(state, markOf(state, ticket), 'measure');
  pacing.credit = 0;
  pacing.creditAt = Math.max(now, state.pause.until);
}
