import { clock } from '../util/clock.ts';
/** Keeps retries from multiplying the load of a service that is down. One is shared by all calls to one account. */
export interface RetryBudget {
  /** Counts a call. */
  count(): void;
  /** Takes a retry out of the budget; `false` where none is left. */
  take(): boolean;
}

/** How many retries there may be. */
export interface RetryBudgetOptions {
  /** Retries for each call, over the calls of the last minute or so. Default 0.1: a sustained outage gets 10 % more load. */
  readonly ratio?: number | undefined;
  /** Retries that there may be in that time however few the calls are. Default 20. */
  readonly burst?: number | undefined;
}

/** Seconds after which a call counts for a third (1/e) of what it counted when it came. */
const memory = 60;

/** Starts a retry budget. Calls and retries are forgotten alike, little by little, so that there is no edge to a minute. */
export function createRetryBudget({ ratio = 0.1, burst = 20 }: RetryBudgetOptions = {}): RetryBudget {
  let calls = 0;
  let retries = 0;
  let at = clock.monotonic();
  const forget = (): void => {
    const now = clock.monotonic();
    const left = Math.exp((at - now) / 1000 / memory);
    calls *= left;
    retries *= left;
    at = now;
  };
  return {
    count() {
      forget();
      calls += 1;
    },
    take() {
      forget();
      if (retries + 1 > Math.max(burst, ratio * calls)) return false;
      retries += 1;
      return true;
    },
  };
}
