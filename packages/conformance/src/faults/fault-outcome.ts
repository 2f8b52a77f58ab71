import type { GenerateResult } from '@rephysco/core';
import type { LoggedRequest } from '@rephysco/simulator';

/** An abort, and the time that the call takes to notice. */
export interface Leaving {
  readonly signal: AbortSignal;
  readonly reason: Error;
  /** Whether the call went on for more than 100 ms. */
  readonly late: boolean;
  abort(): void;
  over(): void;
}

/** What came of a call. */
export interface Outcome {
  readonly result?: GenerateResult;
  readonly error?: unknown;
  /** What was delivered piece by piece, thinking and text. */
  readonly delivered: string;
  /** The caller's abort. */
  readonly leaving: Leaving;
  /** Requests of this call that reached the service. */
  readonly requests: readonly LoggedRequest[];
  /** How the last exchange ended; `undefined` when it was still open after 2 s. */
  readonly closed: string | undefined;
  /** Seconds of CPU, the simulator's part included. */
  readonly cpu: number;
}
