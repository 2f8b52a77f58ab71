import type { ErrorKind } from './error-details.ts';
import type { Usage } from './usage.ts';

/** Range in which the cost of a request lies. Both ends are equal if the cost is known. */
export interface CostRange {
  /** In units of `currency`, for example dollars, not cents. */
  readonly atLeast: number;
  readonly atMost: number;
  /** ISO 4217, for example `USD`. */
  readonly currency: string;
}

/** One request that a client sent. */
export interface LedgerEntry {
  readonly provider: string;
  readonly model: string;
  readonly operation: 'generate' | 'embed';
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Seconds. */
  readonly duration: number;
  /** `abandoned`: the caller aborted or left the stream; the service may have billed the request. */
  readonly outcome: 'answered' | 'failed' | 'abandoned';
  /** Kind of the error of a failed request. */
  readonly error?: ErrorKind | undefined;
  readonly usage?: Usage | undefined;
  /** Cost by list price. Absent if no price is known. */
  readonly cost?: CostRange | undefined;
}

/** Record of every request that a client sent, including failed, aborted and abandoned ones. */
export interface CallLedger {
  /** The latest requests in the order of their end, at most 10,000. */
  readonly entries: readonly LedgerEntry[];
  /** Number of all requests, including those that `entries` no longer contains. */
  readonly count: number;
  /** Sum of the costs of all requests, one range per currency. */
  readonly total: readonly CostRange[];
}
