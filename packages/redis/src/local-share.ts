import type { Limits } from '@rephysco/core';

/** Books start times within the share that one process has of the limits, while Redis is down. */
export interface LocalShare {
  /**
   * Returns the milliseconds until a request may start.
   *
   * @param after time of `performance.now()` before which the limits are used up
   */
  book(tokens: number, limits: Limits, processes: number, after: number): number;
}

/** Creates the share of this process. */
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
