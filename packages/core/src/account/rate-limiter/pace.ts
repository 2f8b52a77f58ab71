import { growthPace } from './growth.ts';
import type { LaneState } from './lane-state.ts';
import * as tuning from './tuning.ts';

/** Returns the pace at `now`, in requests or tokens per millisecond. */
export function paceOf(state: LaneState, now: number): number {
  return state.growth ? Math.min(growthPace(state), ownPace(state, now)) : ownPace(state, now);
}

function ownPace(state: LaneState, now: number): number {
  if (state.phase === 'growth') return Infinity;
  if (state.phase === 'search') return searchPace(state, now);
  return (
    state.rate * state.pacing.back * (state.phase === 'measure' ? measureFactor(state, now) : cruiseFactor(state, now))
  );
}

/** Returns the milliseconds in which the search doubles its pace. They suffice for a refusal to arrive. */
export function searchStep({ lag }: LaneState): number {
  return Math.max(tuning.step, Math.min(300, 4 * lag));
}

/** Returns the pace of the search. It doubles with each step, but only if enough requests used the last pace. */
function searchPace(state: LaneState, now: number): number {
  const { resumedAt, resumedSeq } = state.pause;
  if (resumedAt === 0) return state.rate;
  const used = Math.log2(state.sent.requests - resumedSeq + 2) + 1;
  return state.rate * 2 ** Math.min(30, used, (now - resumedAt) / searchStep(state));
}

/**
 * Returns the factor of the pace after a measurement. The relative error is about one part in the square root of its
 * size, so the pace starts that much higher.
 */
function measureFactor(state: LaneState, now: number): number {
  const { sent, refused, anchor, ratedUnit, pacing } = state;
  const quiet = ratedUnit ? 20 : 12;
  const since = sent.requests - (anchor?.seq ?? 0) - (refused.requests - (anchor?.refused.requests ?? 0));
  const margin = 1 / Math.sqrt(Math.min(Math.max(0, since), tuning.enough) + 1.5) - tuning.depth;
  // A refusal of a fast pace arrives many requests later, so time limits the growth too.
  const steps = Math.min((pacing.grown - quiet) / quiet, (now - pacing.cutAt) / searchStep(state));
  return (1 + margin) * 1.5 ** Math.max(0, steps);
}

/**
 * Returns the factor of the pace around the known rate. It rises from 5 % below the rate to the rate during a cycle,
 * and then ever faster. A limit that answers a probe with many refusals, such as a window, is probed less often. If
 * other processes share the limit, all of them grow with time. The one with the largest share is refused most often,
 * so the shares become equal.
 */
function cruiseFactor({ scatter, closing, pacing }: LaneState, now: number): number {
  if (pacing.ending) return 1 - tuning.depth;
  const { grown, cutAt } = pacing;
  const contested = scatter.requests > 0.03 && scatter.tokens > 0.03 && grown > 10;
  const cycle = tuning.cycle * (closing.cost > 2 ? closing.cost : 1);
  const byCount = grown / cycle;
  const byTime = (now - cutAt) / (tuning.contested * (closing.cost > 4 ? closing.cost : 1));
  const x = contested ? Math.max(byCount, Math.min(1.5, byTime)) : byCount;
  const beyond = Math.max(0, contested ? x - 1.1 : (grown - 1.1 * cycle) / tuning.cycle);
  return 1 - tuning.depth + tuning.depth * Math.min(x, 1.5) + beyond ** 2;
}

/** Adds the credit for the time since the last call. A request may be sent while the credit is not negative. */
export function refill(state: LaneState, now: number): void {
  const { pacing, unit, phase } = state;
  if (now <= pacing.creditAt) return;
  const pace = paceOf(state, now);
  const burst = phase === 'cruise' && unit === 'requests' ? 0.8 * (pacing.burst - 1) : 0;
  const most = Math.max(pace * tuning.catchUp, burst, pacing.credit);
  pacing.credit = Math.min(most, pacing.credit + (now - pacing.creditAt) * pace);
  pacing.creditAt = now;
}

/**
 * Delays the next request after a refusal: as the service stated, but at most by the gap of the pace. A bucket of one
 * or two requests loses capacity that is not used at once, so half a gap is enough there at first.
 */
export function delayNext(state: LaneState, tokens: number, now: number, hint: number | undefined): void {
  const { pacing, unit, closing } = state;
  pacing.creditAt = now;
  const pace = paceOf(state, now);
  const gap = (unit === 'tokens' ? tokens : 1) / pace;
  const most = closing.streak === 1 && pacing.burst <= 3 ? gap / 2 : gap;
  // Add a margin of some milliseconds for timers and network. A request at the exact time would be refused again.
  const asked = hint === undefined || hint <= 0 ? Infinity : hint * 1000 + Math.min(0.3 * gap, 10);
  pacing.credit = -Math.min(asked, most) * pace;
}
