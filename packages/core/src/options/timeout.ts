import type { Timeout, TimeoutOptions } from '../contract/timeout.ts';
import { checkNames } from './check-option-names.ts';
import { duration } from './rules.ts';

const names: readonly string[] = ['connect', 'firstToken', 'idle', 'total'] satisfies readonly (keyof TimeoutOptions)[];

/** Returns the limits of `base`, each replaced by the limit of the same name in `override`, if it is set. */
export function toLimits(base: Timeout | undefined, override: Timeout | undefined): TimeoutOptions | undefined {
  if (base === undefined || override === undefined) return asLimits(override ?? base);
  const set = Object.entries(asLimits(override) ?? {}).filter(([, limit]) => limit !== undefined);
  return { ...asLimits(base), ...Object.fromEntries(set) };
}

function asLimits(timeout: Timeout | undefined): TimeoutOptions | undefined {
  return typeof timeout === 'number' ? { total: timeout } : timeout;
}

const checkLimit = duration('above 0');

/**
 * Checks the option `timeout`.
 *
 * @throws ConfigurationError for an unknown limit, or one that is not a duration in seconds
 */
export function checkTimeout(timeout: unknown, name = 'timeout'): void {
  if (typeof timeout === 'number') {
    checkLimit(timeout, name);
    return;
  }
  checkNames(timeout as object, names, name);
  for (const [limit, value] of Object.entries(timeout as object)) {
    if (value !== undefined) checkLimit(value, `${name}.${limit}`);
  }
}
