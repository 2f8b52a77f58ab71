import type { Budget } from './budget.ts';
import type { Awaitable } from './cache-store.ts';
import type { Limits } from './rate-limit.ts';
import type { Cost } from './usage.ts';

/**
 * Shares limits, budgets and requests in progress between processes. Every part is optional. A method must not delay a
 * call while the coordination service is down: it limits its waits, and then lets the process decide alone.
 */
export interface Coordinator {
  /** Returns the limiter of a provider. It enforces `limits.requestsPerMinute` and `limits.tokensPerMinute`. */
  limiter?(provider: string): SharedLimiter;
  /** Returns the ledger of a budget. Equal budgets have the same ledger. */
  ledger?(budget: Budget): Ledger;
  /**
   * Claims a request, so that only one process sends it.
   *
   * @param key key of the cache entry
   * @returns the claim, once this process may send the request; `undefined` once another process has sent it, so that
   * its answer may be in the cache
   * @throws the reason of the signal when it aborts
   */
  claim?(key: string, signal?: AbortSignal): Promise<Claim | undefined>;
}

/** Books start times, so that the requests of all processes together stay within a limit. */
export interface SharedLimiter {
  /**
   * Books the start of a request. Requests start in the order of their bookings.
   *
   * @throws the reason of the signal when it aborts
   */
  book(request: BookingRequest): Promise<Booking>;
  /** Delays later bookings by a number of seconds, because the service stated that wait. */
  pause(seconds: number): void;
}

/** Request whose start is booked. */
export interface BookingRequest {
  /** Estimated number of tokens. */
  readonly tokens: number;
  readonly limits: Limits;
  /** Longest delay in seconds that the request accepts. If it would be longer, nothing is booked. */
  readonly maxDelay?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Booked start of a request. */
export interface Booking {
  /** Seconds until the request may start. More than `maxDelay`: nothing is booked, and this is an estimate. */
  readonly delay: number;
  /** Corrects the number of tokens, if it is known. Later calls do nothing. */
  done(tokens: number | undefined): void;
  /** Cancels the booking of a request that is not sent. */
  cancel(): void;
}

/** Enforcement of a budget. Reserves the maximum cost of each request, and replaces it by the actual cost. */
export interface Ledger {
  readonly budget: Budget;
  /** Amount that was spent, without the reservations of requests in progress. */
  readonly spent: Cost;
  /**
   * Reserves the maximum cost of a request.
   *
   * @param amount amount in units of the budget's currency
   * @param what description of the request, for the error message
   * @throws BudgetExceededError if the rest of the budget does not suffice
   */
  reserve(amount: number, what: string): Awaitable<Reservation>;
}

/** Amount that is reserved for a request. */
export interface Reservation {
  /** Replaces the reservation by the actual cost. Later calls do nothing. */
  settle(amount: number): void;
}

/** Right of one process to send a request that several processes need. */
export interface Claim {
  /** Ends the claim. Other processes then look in the cache. */
  release(): void;
}
