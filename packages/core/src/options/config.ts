import type { Budget } from '../contract/budget.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { Limits } from '../contract/rate-limit.ts';
import type { Timeout } from '../contract/timeout.ts';
import { shown } from '../util/format-value.ts';
import { nearest } from '../util/names.ts';
import { shared } from '../util/process-state.ts';
import { checkBudget } from './check-budget.ts';
import { checkTimeout } from './timeout.ts';

/** Process-wide defaults. Durations are seconds. A client's and a call's own options come before them. */
export interface Settings {
  /** Answer repeated requests from the cache. Default `false`, since a repeated sampled answer surprises. */
  readonly enableCache: boolean;
  /** Folder of the disk tier. Default `rephysco` in the user's cache folder (`XDG_CACHE_HOME`). */
  readonly cacheDir: string | undefined;
  /** Seconds that an answer stays in the cache. Default 3600. */
  readonly cacheTtl: number;
  /** Try again after failures that can pass. Default `true`. */
  readonly enableRetries: boolean;
  /** How often to try again, so at most `maxRetries + 1` requests. Default 3. */
  readonly maxRetries: number;
  /** Seconds before the first retry. Default 1. */
  readonly baseDelay: number;
  /** Longest wait in seconds. A provider that asks for more makes the call fail at once. Default 60. */
  readonly maxDelay: number;
  /** Each wait is this many times the one before. Default 2. */
  readonly backoffFactor: number;
  /** Keep retries from adding more than about 10 % to the load of a service that is down. Default `true`. */
  readonly retryBudget: boolean;
  /**
   * What may be asked of each provider and key. `false` also leaves aside what providers say of their own limits.
   * Default: no limits but theirs.
   */
  readonly limits: Limits | false | undefined;
  /** Seconds; a number is the limit of a whole call. Default: 10 to connect, 600 to the first content, 60 idle. */
  readonly timeout: Timeout | undefined;
  /** What all calls of the process may cost together. Default: no limit. */
  readonly budget: Budget | undefined;
  /** Fetch https images for providers that cannot take a URL. Default `true`. */
  readonly downloadMedia: boolean;
}

const defaults: Settings = Object.freeze({
  enableCache: false,
  cacheDir: undefined,
  cacheTtl: 3600,
  enableRetries: true,
  maxRetries: 3,
  baseDelay: 1,
  maxDelay: 60,
  backoffFactor: 2,
  retryBudget: true,
  limits: undefined,
  timeout: undefined,
  budget: undefined,
  downloadMedia: true,
});

let known: { current: Settings } | undefined;
function cell(): { current: Settings } {
  known ??= shared('config@1', () => ({ current: defaults }));
  return known;
}

/** Process-wide defaults, read when a client is made and when it is asked. */
export const Config: {
  readonly current: Settings;
  update(changes: Partial<Settings>): void;
  reset(): void;
} = {
  /** What holds now. */
  get current() {
    return cell().current;
  },
  /**
   * Changes some of the defaults, all or none.
   *
   * @throws ConfigurationError for a name that does not exist or a value of the wrong type
   */
  update(changes) {
    for (const [name, value] of Object.entries(changes)) checkSetting(name, value);
    cell().current = Object.freeze({ ...cell().current, ...changes });
  },
  /** Goes back to what holds without any `update`. */
  reset() {
    cell().current = defaults;
  },
};

/** Settings that are more than a number, a text or true or false. */
const checks: Readonly<Record<string, (value: unknown) => void>> = {
  limits: checkLimits,
  timeout: checkTimeout,
  budget(value) {
    if (value !== undefined) checkBudget(value);
  },
};

const leastValues: Readonly<Record<string, number>> = {
  maxRetries: 0,
  baseDelay: 0,
  maxDelay: 0,
  backoffFactor: 1,
  cacheTtl: 0,
};

/**
 * Checks one setting by name; client options of the same names are checked by it too.
 *
 * @throws ConfigurationError that says what is wrong and what would be right
 */
export function checkSetting(name: string, value: unknown): void {
  if (!Object.hasOwn(defaults, name)) {
    const near = nearest(name, Object.keys(defaults));
    const hint = near ? `Did you mean '${near}'?` : `Settings are: ${Object.keys(defaults).join(', ')}.`;
    throw new ConfigurationError(`Unknown setting '${name}'. ${hint}`);
  }
  const check = checks[name];
  if (check) {
    check(value);
    return;
  }
  const expected = name === 'cacheDir' ? 'string' : typeof defaults[name as keyof Settings];
  if (name === 'cacheDir' && value === undefined) return;
  const least = leastValues[name];
  const wrong =
    least === undefined ? typeof value !== expected : !(Number.isFinite(value) && (value as number) >= least);
  if (wrong || (name === 'maxRetries' && !Number.isInteger(value))) {
    const wanted =
      least === undefined ? `a ${expected}` : `a${name === 'maxRetries' ? ' whole' : ''} number of at least ${least}`;
    throw new ConfigurationError(`Setting '${name}' must be ${wanted}, not ${shown(value)}.`);
  }
}

const limitNames: readonly string[] = ['concurrency', 'requestsPerMinute', 'tokensPerMinute'];

function checkLimits(limits: unknown): void {
  if (limits === undefined || limits === false) return;
  if (typeof limits !== 'object' || limits === null) {
    throw new ConfigurationError(`Setting 'limits' must be an object or false, not ${shown(limits)}.`);
  }
  for (const [name, value] of Object.entries(limits)) {
    if (!limitNames.includes(name)) {
      throw new ConfigurationError(`Setting 'limits' has no '${name}'. Limits are: ${limitNames.join(', ')}.`);
    }
    if (value === undefined || (Number.isInteger(value) && value > 0)) continue;
    throw new ConfigurationError(`Setting 'limits.${name}' must be a whole number of at least 1, not ${shown(value)}.`);
  }
}
