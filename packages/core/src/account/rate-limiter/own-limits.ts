import type { LimiterRequest, WaitReason } from './limiter-contract.ts';
import { createMinute, type Minute } from './sliding-window.ts';

/** Reason why a request has to wait, and the time at which it may ask again, of `clock.monotonic()`. */
export interface Hold {
  readonly reason: WaitReason;
  readonly until: number;
}

/** Enforces the option `limits`, for all requests of an account. */
export interface OwnLimits {
  /** Returns what a request has to wait for; `undefined` if it may go. */
  hold(request: LimiterRequest, now: number): Hold | undefined;
  /** Counts a request that is sent now. The returned function ends it: `used` is its number of tokens, if known. */
  begin(tokens: number, now: number): (used: number | undefined) => void;
}

/** Creates the counters of an account. They count every request, also those without limits. */
export function createOwnLimits(): OwnLimits {
  let inFlight = 0;
  /** Exists once a request has a limit per minute. */
  let minute: Minute | undefined;
  return {
    hold({ tokens, limits }, now) {
      const { concurrency, requestsPerMinute, tokensPerMinute } = limits;
      if (concurrency !== undefined && inFlight >= concurrency) {
        return { reason: 'concurrency', until: Number.POSITIVE_INFINITY };
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
