import type { LearnedLimits, Limits, ModelLimits, RateLimit } from '../../contract/rate-limit.ts';

/** Reason for a wait: an option of `limits`, or a limit of the service. */
export type WaitReason = 'concurrency' | 'requests' | 'tokens' | 'rate_limit';

/** Information for a request that has to wait. */
export interface Wait {
  readonly reason: WaitReason;
  /** Seconds until it may go, at least; absent if that depends on other requests. */
  readonly seconds?: number | undefined;
  /** Number of requests that wait in front of it. */
  readonly queued: number;
  readonly learned: LearnedLimits;
}

/** A request that asks for its turn. */
export interface LimiterRequest {
  readonly model: string;
  /** Estimated tokens. */
  readonly tokens: number;
  readonly limits: Limits;
  /** `false` to wait for `limits` only, and not for the limits of the service. @default true */
  readonly patient?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Order of a request that had its turn before and was refused. It gets its old place in line. */
  readonly order?: number | undefined;
  /** Time by which the request has to go, in milliseconds of `clock.monotonic()`. */
  readonly deadline?: number | undefined;
  /** Returns the error of a request that was refused before, once the service refuses everything. */
  readonly giveUp?: (() => unknown) | undefined;
  /** Called at once if the request has to wait. */
  readonly onWait?: ((wait: Wait) => void) | undefined;
  /** Returns the error of a request that cannot go before its deadline. */
  readonly tooLate?: ((seconds: number) => unknown) | undefined;
}

/** Permission to send one request. */
export interface Permit {
  /** Number of the request in the order of arrival. */
  readonly order: number;
  /** Takes in what the service says about its limits. */
  learn(seen: RateLimit): void;
  /**
   * Notes that the service refused the request for its rate.
   *
   * @param hint seconds that the service asked to wait
   * @param isGrowth whether the service says that the rate rose too quickly, so that it has to rise slowly @default false
   * @returns `true` if the service refuses everything and has done so for 20 probes: a retry has no prospect
   */
  refused(hint: number | undefined, isGrowth?: boolean): boolean;
  /** Ends the request. `tokens`: what it used, if known. Later calls do nothing. */
  done(tokens?: number): void;
}

/** What the limiter knows about one model. */
export type LaneReport = Omit<ModelLimits, 'provider'>;

/** Lets the requests of one account go in the order of their arrival, as fast as the service takes them. */
export interface RateLimiter {
  /** @throws the reason of the signal when it aborts; the error of `tooLate` */
  enter(request: LimiterRequest): Permit | Promise<Permit>;
  report(): readonly LaneReport[];
}
