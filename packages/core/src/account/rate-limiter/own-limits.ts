import type { LimiterRequest, WaitReason } from './limiter-contract.ts';
import { createMinute, type Minute } from './sliding-window.ts';

/** Reason for a wait, and the time of `clock.monotonic()` at which to try again. */
export interface Hold {
  readonly reason: WaitReason;
  readonly until: number;
}

/** Enforces the option `limits`, for all requests of an account. */
export interface OwnLimits {
  /** Returns the reason why a request must wait, or `undefined` if it may be sent. */
  hold(request: LimiterRequest, now: number): Hold | undefined;
  /** Counts a request that is sent now. Returns a function that ends it. `used`: its number of tokens, if known. */
  begin(tokens: number, now: number): (used: number | undefined) => void;
}

/** Creates the counters of an account. They count all requests, including those without limits. */
export function createOwnLimits(): OwnLimits {
  let inFlight = 0;
  /** Sliding window. Created for the first request with a limit per minute. */
  let minute: Minute | undefined;
  return {
    hold({ tokens, limits }, now) {
      const { concurrency, requestsPerMinute, tokensPerMinute } = limits;
      if (concurrency !== undefined && inFlight >= concurrency) {
        return { reason: 'concurrency', until: Infinity };
      }
      if (requestsPerMinute === undefined && tokensPerMinute === undefined) return undefined;
      minute ??= createMinute();
      const request = requestsPerMinute && minute.freeForRequest(requestsPerMinute, now);
      if (request) return { reason: 'requests', until: request };
      const free = tokensPerMinute && minute.freeForTokens(tokensPerMinute, tokens, now);
      return free ? { reason: 'tokens', until: free } : undefined;
    },
    begin(tokens, now) {
      inFlight += 1;
      const entry = minute?.add(now, tokens);
      return (used) => {
        inFlight -= 1;
        if (entry && used !== undefined) minute?.settle(entry, used);
      };
    },
  };
}
