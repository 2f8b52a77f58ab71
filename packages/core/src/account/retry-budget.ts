import { clock } from '../util/clock.ts';
/** Limit of retries, so that they do not multiply the load of a failing service. All calls to one account share it. */
export interface RetryBudget {
  /** Counts a call. */
  count(): void;
  /** Takes one retry out of the budget. Returns `false` if none is left. */
  take(): boolean;
}

/** Size of a retry budget. */
export interface RetryBudgetOptions {
  /** Retries per call over about the last minute. With 0.1, an outage causes 10 % more load. @default 0.1 */
  readonly ratio?: number | undefined;
  /** Minimum number of retries in that time, even for few calls. @default 20 */
  readonly burst?: number | undefined;
}

/** Seconds after which the weight of a call has fallen to a third (1/e). */
const memory = 60;

/** Creates a retry budget. The weight of calls and retries decays exponentially, so that there is no fixed window. */
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
