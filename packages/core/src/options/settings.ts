import type { Budget } from '../contract/budget.ts';
import type { Coordinator } from '../contract/coordinator.ts';
import type { Limits } from '../contract/rate-limit.ts';
import type { Timeout } from '../contract/timeout.ts';

/** Process-wide defaults. Durations are in seconds. Options of a client or call take precedence. */
export interface Settings {
  /** Answers repeated requests from the cache. @default false */
  readonly enableCache: boolean;
  /** Folder of the cache files. @default `rephysco` in the user's cache folder (`XDG_CACHE_HOME`) */
  readonly cacheDir: string | undefined;
  /** Lifetime of cache entries in seconds. @default 3600 */
  readonly cacheTtl: number;
  /** Retries transient failures. @default true */
  readonly enableRetries: boolean;
  /** Maximum number of retries after failures. @default 3 */
  readonly maxRetries: number;
  /** Delay before the first retry, in seconds. @default 1 */
  readonly baseDelay: number;
  /** Maximum delay before a retry in seconds. If a service requires a longer one, the call fails. @default 60 */
  readonly maxDelay: number;
  /** Factor by which each delay is longer than the previous one. @default 2 */
  readonly backoffFactor: number;
  /** Limits the retries of all calls together to about 10 % of the requests, at least 20. @default true */
  readonly retryBudget: boolean;
  /**
   * Rate limits of each provider and API key. `false` also ignores the limits that services report.
   *
   * @default the limits that services report
   */
  readonly limits: Limits | false | undefined;
  /**
   * Timeouts in seconds; a number limits the whole call.
   *
   * @default 10 to connect, 600 to the first content, 60 between two pieces of content
   */
  readonly timeout: Timeout | undefined;
  /** Maximum cost of all calls of the process together. @default no limit */
  readonly budget: Budget | undefined;
  /**
   * Shares `limits`, `budget` and requests in progress between processes, for example through `@rephysco/redis`.
   *
   * @default each process has its own
   */
  readonly coordinator: Coordinator | undefined;
  /** Downloads https media for providers that do not accept URLs. @default true */
  readonly downloadMedia: boolean;
}
