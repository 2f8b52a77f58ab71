import type { Growth } from './known-limits.ts';
import type { LaneState, Ticket } from './lane-state.ts';
import * as tuning from './tuning.ts';

/**
 * Codes of refusals for growth, in lower case and without punctuation. Sources, in their order:
 *
 * - https://platform.openai.com/docs/guides/error-codes
 * - https://help.aliyun.com/zh/model-studio/error-code, in the two forms of its protocols
 * - https://www.volcengine.com/docs/82379/1299023
 */
const codes: ReadonlySet<string> = new Set([
  'slowdown',
  'limitburstrate',
  'throttlingburstrate',
  'requestbursttoofast',
]);

/** Returns `true` for an error code that reports a too quickly rising rate, for example `limit_burst_rate`. */
export function isGrowthCode(code: string | undefined): boolean {
  return code !== undefined && codes.has(code.toLowerCase().replace(/[^a-z]/g, ''));
}

/** Counts a sent request and raises the pace. Idle time does not raise it. */
export function grow(state: LaneState, now: number): void {
  const { growth, traffic } = state;
  if (now - traffic.at >= 1000) {
    traffic.before = now - traffic.at < 2000 ? traffic.count : 0;
    traffic.at = now;
    traffic.count = 0;
  }
  traffic.count += 1;
  if (!growth) return;
  const used = Math.min(Math.max(0, now - growth.grownAt), 1.5 / growth.rate);
  growth.grownAt = Math.max(now, growth.grownAt);
  growth.rate *= Math.exp((speedOf(growth, now) * used) / 1000);
  if (growth.rate < tuning.growthEnd) return;
  state.growth = undefined;
  if (state.phase === 'growth') state.phase = 'open';
}

/** Returns the growth speed. It doubles every 30 seconds without a refusal, up to 10 % per second. */
function speedOf({ speed, refusedAt }: Growth, now: number): number {
  return Math.min(tuning.growth, speed * 2 ** ((now - refusedAt) / 30_000));
}

/** Returns the maximum pace in requests, or tokens, per millisecond. */
export function growthPace({ growth, unit, sent }: LaneState): number {
  if (!growth) return Infinity;
  return unit === 'requests' ? growth.rate : (growth.rate * sent.tokens) / Math.max(1, sent.requests);
}

/** Returns the seconds that a number of requests takes at a rising pace. */
export function growthWait(growth: Growth | undefined, requests: number): number {
  if (!growth) return 0;
  return Math.log1p((requests * tuning.growth) / (growth.rate * 1000)) / tuning.growth;
}

/** Handles the first growth refusal of a lane without measurements: pauses, then continues at the accepted pace. */
export function firstGrowth(state: LaneState, now: number, hint: number | undefined): void {
  const until = now + Math.max(1000, (hint ?? 0) * 1000);
  state.phase = 'growth';
  state.growth = { rate: 0, speed: tuning.growth, refusedAt: now, grownAt: until + 1000 };
  state.pause.until = until;
  state.pause.resumedAt = 0;
  state.closing.window = false;
  state.cutSeq = state.sent.requests;
  state.pacing.credit = 0;
  state.pacing.creditAt = state.pause.until;
}

/** Sets the pace after the first pause to slightly less than was accepted. All refusals have arrived by then. */
export function settleGrowth(state: LaneState): void {
  const { growth, traffic, refused } = state;
  if (growth?.rate !== 0) return;
  growth.rate = (0.9 * Math.max(1, traffic.before, traffic.count - refused.requests)) / 1000;
}

/** Handles a later growth refusal: lowers the pace by 10 % and halves the growth speed. */
export function slowGrowth(state: LaneState, ticket: Ticket, now: number, pace: number): void {
  const { growth, unit, sent } = state;
  const speed = Math.max(tuning.slowestGrowth, growth ? speedOf(growth, now) / 2 : tuning.growth);
  const rate = unit === 'requests' ? pace : (pace * sent.requests) / Math.max(1, sent.tokens);
  state.growth = { rate: Math.max(1e-5, 0.9 * rate), speed, refusedAt: now, grownAt: now + 1000 };
  state.pacing.creditAt = now;
  state.pacing.credit = unit === 'requests' ? -1 : -ticket.tokens;
}
