import type { LaneState } from './lane-state.ts';
import * as tuning from './tuning.ts';

/** Returns 0 if the opening allows another request, otherwise the time of its next step. */
export function openingHold(state: LaneState, now: number): number {
  nextSlot(state, now);
  const { slot, inFlight, ended } = state;
  // The service accepted this many requests in one step. Only requests without an answer could still be refused.
  if (inFlight < Math.min(slot.most, ended)) return 0;
  return slot.count < Math.max(tuning.opening, 2 * slot.before) ? 0 : slot.at + tuning.slot;
}

/** Starts the next step of the opening if the current step is over. */
export function nextSlot({ slot }: LaneState, now: number): void {
  const late = now - slot.at - tuning.slot;
  if (late < 0) return;
  slot.most = Math.max(slot.most, slot.count);
  // After a late timer the pace does not double, because the process was too busy to read refusals.
  slot.before = late < tuning.catchUp ? slot.count : slot.count / 2;
  if (late >= tuning.slot) slot.before = 0;
  slot.at = now;
  slot.count = 0;
}
