import type { Limits } from '@rephysco/core';

/** Share of the limits that one process uses while Redis is down. */
export interface LocalShare {
  /**
   * Books a start time. Returns the milliseconds until the request may start.
   *
   * @param after time of `performance.now()` before which the limits are used up
   */
  book(tokens: number, limits: Limits, processes: number, after: number): number;
}

/** Creates the share of this process, without bookings. */
export function createLocalShare(): LocalShare {
  let requests = 0;
  let tokens = 0;
  return {
    book(count, { requestsPerMinute, tokensPerMinute }, processes, after) {
      const now = performance.now();
      const start = Math.max(now, after, requests, tokens);
      if (requestsPerMinute) requests = Math.max(requests, start) + (60_600 * processes) / requestsPerMinute;
      if (tokensPerMinute) tokens = Math.max(tokens, start) + (60_600 * processes * count) / tokensPerMinute;
      return start - now;
    },
  };
}
