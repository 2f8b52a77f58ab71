import type { LaneState } from './lane-state.ts';
import * as tuning from './tuning.ts';

/**
 * Closes the lane for the time that the service stated, otherwise for 250 ms. Each refused probe makes the pause 1.4
 * times longer. After the pause, one request is sent as a probe. The others follow if it is not refused.
 *
 * @param hint seconds to wait, as stated by the service
 * @param random number from 0 to 1
 */
export function pause(state: LaneState, now: number, hint: number | undefined, random: number): void {
  const { pause: current, pacing } = state;
  const own = backoff(current.count);
  current.count += 1;
  // A hint of 1 s is often a rounded 20 ms. The refused request waits for it, but the lane may probe sooner.
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

/** Returns a longer pause after more than five successive wrong hints. Up to five, hints are obeyed exactly. */
function doubted(count: number): number {
  return count > 5 ? backoff(count - 5) : 0;
}
