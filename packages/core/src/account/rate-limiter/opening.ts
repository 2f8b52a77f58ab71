import type { LaneState } from './lane-state.ts';
import * as tuning from './tuning.ts';

/** Returns 0 if the opening allows another request, otherwise the time of its next step. */
export function openingHold(state: LaneState, now: number): number {
  nextStep(state, now);
  const { step, inFlight, ended } = state;
  // The service accepted this many requests in one step. Only requests without an answer could still be refused.
  if (inFlight < Math.min(step.most, ended)) return 0;
  return step.count < Math.max(tuning.opening, 2 * step.before) ? 0 : step.at + tuning.step;
}

/** Starts the next step of the opening if the current step is over. */
export function nextStep({ step }: LaneState, now: number): void {
  const late = now - step.at - tuning.step;
  if (late < 0) return;
  step.most = Math.max(step.most, step.count);
  // After a late timer the pace does not double, because the process was too busy to read refusals.
  step.before = late < tuning.catchUp ? step.count : step.count / 2;
  if (late >= tuning.step) step.before = 0;
  step.at = now;
  step.count = 0;
}
