import type { TimeoutOptions } from '@rephysco/core';
import type { ProviderErrorKind, TimeoutPhase } from '@rephysco/core/provider';
import type { FaultOrder, ServiceName } from '@rephysco/simulator';

/** Whether an answer is asked for whole or in pieces. */
export type Mode = 'plain' | 'streamed';

/** What has to come of a call, and the limits that it sets. What holds for every call is not said: see `fault-judge.ts`. */
export interface Right {
  /** A whole answer, the caller's own leaving, the reason of an abort, or the kind of the error. */
  readonly ends: 'whole' | 'left' | 'aborted' | ProviderErrorKind;
  /** Requests that reach the wire. */
  readonly requests: number;
  readonly timeout?: TimeoutOptions;
  /** Seconds that lie between the first two requests, at least. */
  readonly wait?: number;
  /** What came before the fault is delivered, and stands on the error. */
  readonly keepsPartial?: true;
  readonly retryAfter?: number;
  readonly phase?: TimeoutPhase;
  /** The error says what the service said. */
  readonly saysWhy?: true;
  /** The connection is closed from our side. */
  readonly closes?: true;
  /** Most CPU of the whole call, in seconds; the simulator's part is in it. */
  readonly cpu?: number;
}

/** One way in which a service fails, and what a right client makes of it. */
export interface FaultScript {
  readonly name: string;
  /** Where it comes from: a script of the fault suite, or a case of the hostile streams (`case 1` to `case 15`). */
  readonly from: readonly string[];
  /** What the service does, in words. */
  readonly does: string;
  /** What the client does then, in words. */
  readonly right: string;
  /** Orders for the simulator. */
  readonly order?: FaultOrder;
  readonly plain?: Right;
  readonly streamed?: Right;
  /** Services that can fail so; all, where it is left out. */
  readonly only?: readonly ServiceName[];
  /** The call before it, over the same connection, goes well. */
  readonly warm?: true;
  /** What the caller does: leaves its loop, or aborts before the call, while a retry waits, or while it reads. */
  readonly caller?: 'leaves' | 'aborts before' | 'aborts the wait' | 'aborts the reading';
}
