import type { Allowance, RateLimit } from '../../contract/rate-limit.ts';

/** What is known of a service's own limits for one model. Times are milliseconds of `clock.monotonic()`. */
export interface Pace {
  /** Until when a request of so many tokens had better wait; `undefined` where it may go. */
  holdUntil(tokens: number, now: number): number | undefined;
  /** Counts a request that goes, and gives its place. */
  start(tokens: number): Place;
  /** Takes in what the service said when it had seen a request. */
  learn(seen: RateLimit, place: Place, now: number): void;
  /** Lets nothing go until then. */
  pause(until: number): void;
}

/** How much had gone when a request went, itself included. */
interface Place {
  readonly requests: number;
  readonly tokens: number;
}

/** Up to where the service will take requests, or tokens, and until when that holds. */
interface Bound {
  readonly last: number;
  readonly until: number;
}

/** A timer may fire a little before its time. */
const slack = 2;

/**
 * Starts with knowing nothing. Answers tell what remained when their requests came: what went after those is taken off,
 * so that many requests under way at once do not overrun what remains.
 */
export function createPace(): Pace {
  let gone: Place = { requests: 0, tokens: 0 };
  let paused = 0;
  let requests: Bound | undefined;
  let tokens: Bound | undefined;
  const bound = ({ remaining, reset }: Allowance, at: number, now: number): Bound => ({
    last: at + remaining,
    until: now + reset * 1000,
  });
  return {
    holdUntil(needed, now) {
      const over = [
        paused,
        requests && gone.requests + 1 > requests.last ? requests.until : 0,
        tokens && gone.tokens + needed > tokens.last ? tokens.until : 0,
      ];
      const until = Math.max(...over);
      return until - now > slack ? until : undefined;
    },
    start(needed) {
      gone = { requests: gone.requests + 1, tokens: gone.tokens + needed };
      return gone;
    },
    learn(seen, place, now) {
      if (seen.requests) requests = bound(seen.requests, place.requests, now);
      if (seen.tokens) tokens = bound(seen.tokens, place.tokens, now);
    },
    pause(until) {
      paused = Math.max(paused, until);
    },
  };
}
