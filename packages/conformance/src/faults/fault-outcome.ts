import type { GenerateResult } from '@rephysco/core';
import type { LoggedRequest } from '@rephysco/simulator';

/** Abort of a call, with the time until the call ends. */
export interface Leaving {
  readonly signal: AbortSignal;
  readonly reason: Error;
  /** `true` if the call continued for more than 100 ms. */
  readonly late: boolean;
  abort(): void;
  over(): void;
}

/** Outcome of a call. */
export interface Outcome {
  readonly result?: GenerateResult;
  readonly error?: unknown;
  /** Reasoning and text that were delivered in pieces. */
  readonly delivered: string;
  /** Abort by the caller. */
  readonly leaving: Leaving;
  /** Requests of this call that reached the service. */
  readonly requests: readonly LoggedRequest[];
  /** End of the last exchange, or `undefined` if it was still open after 2 s. */
  readonly closed: string | undefined;
  /** Seconds of CPU, including the simulator's. */
  readonly cpu: number;
}
