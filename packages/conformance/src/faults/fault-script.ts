import type { TimeoutOptions } from '@rephysco/core';
import type { ProviderErrorKind, TimeoutPhase } from '@rephysco/core/provider';
import type { FaultOrder, ServiceName } from '@rephysco/simulator';

/** Mode of an answer: whole or streamed. */
export type Mode = 'plain' | 'streamed';

/** Required outcome of a call, and its limits. Rules for every call are in `fault-judge.ts`. */
export interface Right {
  /** End of the call: a whole answer, the caller leaving, the abort reason, or the kind of the error. */
  readonly ends: 'whole' | 'left' | 'aborted' | ProviderErrorKind;
  /** Number of requests that reach the service. */
  readonly requests: number;
  readonly timeout?: TimeoutOptions;
  /** Minimum number of seconds between the first two requests. */
  readonly wait?: number;
  /** Requires that the content before the fault is delivered, and is in the error. */
  readonly keepsPartial?: true;
  readonly retryAfter?: number;
  readonly phase?: TimeoutPhase;
  /** Requires that the error contains the message of the service. */
  readonly saysWhy?: true;
  /** Requires that the client closes the connection. */
  readonly closes?: true;
  /** Maximum CPU of the whole call in seconds, including the simulator's. */
  readonly cpu?: number;
}

/** Failure of a service, and the correct reaction of a client. */
export interface FaultScript {
  readonly name: string;
  /** Origins: a script of the fault suite, or a case of the hostile streams (`case 1` to `case 15`). */
  readonly from: readonly string[];
  /** Description of the service's behavior. */
  readonly does: string;
  /** Description of the client's correct reaction. */
  readonly right: string;
  /** Order of faults for the simulator. */
  readonly order?: FaultOrder;
  readonly plain?: Right;
  readonly streamed?: Right;
  /** Services that can fail in this way. @default all */
  readonly only?: readonly ServiceName[];
  /** Sends a successful call on the same connection first. */
  readonly warm?: true;
  /** Action of the caller: leaves its loop, or aborts before the call, during a retry delay, or while reading. */
  readonly caller?: 'leaves' | 'aborts before' | 'aborts the wait' | 'aborts the reading';
}
