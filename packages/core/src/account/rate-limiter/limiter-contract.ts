import type { LearnedLimits, Limits, ModelLimits, RateLimit } from '../../contract/rate-limit.ts';

/** Reason for a wait: an option of `limits`, or a limit of the service. */
export type WaitReason = 'concurrency' | 'requests' | 'tokens' | 'rate_limit';

/** Details of a wait for a request. */
export interface Wait {
  readonly reason: WaitReason;
  /** Minimum seconds until the request is sent. Absent if that depends on other requests. */
  readonly seconds?: number | undefined;
  /** Number of requests that wait before this one. */
  readonly queued: number;
  readonly learned: LearnedLimits;
}

/** Request that waits for permission to be sent. */
export interface LimiterRequest {
  readonly model: string;
  /** Estimated tokens. */
  readonly tokens: number;
  readonly limits: Limits;
  /** `false` to obey only the option `limits`, not the limits of the service. @default true */
  readonly patient?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Order of arrival of a request that was sent before and refused. It gets its old position. */
  readonly order?: number | undefined;
  /** Latest time to send the request, in milliseconds of `clock.monotonic()`. */
  readonly deadline?: number | undefined;
  /** Returns the error for a request that was refused before, if the service refuses everything. */
  readonly giveUp?: (() => unknown) | undefined;
  /** Called immediately if the request must wait. */
  readonly onWait?: ((wait: Wait) => void) | undefined;
  /** Returns the error for a request that cannot be sent before its deadline. */
  readonly tooLate?: ((seconds: number) => unknown) | undefined;
}

/** Permission to send one request. */
export interface Permit {
  /** Number of the request in the order of arrival. */
  readonly order: number;
  /** Learns from the limits that the service reports. */
  learn(seen: RateLimit): void;
  /**
   * Records that the service refused the request for its rate.
   *
   * @param hint seconds to wait, as stated by the service
   * @param isGrowth `true` if the service reports that the rate rose too quickly @default false
   * @returns `true` if the service has refused 20 successive probes, so that a retry cannot succeed
   */
  refused(hint: number | undefined, isGrowth?: boolean): boolean;
  /** Ends the request. `tokens` replaces the estimate if known. Later calls do nothing. */
  done(tokens?: number): void;
}

/** State of the limiter for one model. */
export type LaneReport = Omit<ModelLimits, 'provider'>;

/** Sends the requests of one account in the order of arrival, as fast as the service accepts them. */
export interface RateLimiter {
  /** Waits for permission to send. @throws the reason of the signal if it aborts; the error of `tooLate` */
  enter(request: LimiterRequest): Permit | Promise<Permit>;
  report(): readonly LaneReport[];
}
