import type { LaneState } from './lane-state.ts';
import { tuning } from './tuning.ts';

/**
 * Closes the lane. The pause is as long as the service said, else 250 ms, and 1.4 times longer after each refused probe.
 * After the pause one request goes ahead; the others follow once it was not refused.
 *
 * @param hint seconds that the service asked for
 * @param random a number from 0 to 1
 */
export function pause(state: LaneState, now: number, hint: number | undefined, random: number): void {
  const { pause: current, pacing } = state;
  const own = backoff(current.count);
  current.count += 1;
  // A hint of 1 s is often a rounded 20 ms. The refused request obeys it; the lane may find out sooner.
  const vague = hint === undefined || hint <= 0 || (hint === 1 && own < 500);
  const length = vague ? own * (0.75 + 0.5 * random) : Math.max(hint * 1000, doubted(current.count));
  current.until = now + length;
  current.hinted = hint !== undefined && hint > 1;
  current.resumedAt = 0;
  pacing.credit = 0;
  pacing.creditAt = current.until;
  state.cutSeq = state.sent.requests;
}

function backoff(count: number): number {
  return Math.min(tuning.firstPause * tuning.pauseFactor ** count, tuning.lastPause);
}

/** Hints are obeyed exactly. Only after five that were wrong in a row, the pauses grow anyway. */
function doubted(count: number): number {
  return count > 5 ? backoff(count - 5) : 0;
}
