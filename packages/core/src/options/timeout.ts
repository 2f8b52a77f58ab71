import { ConfigurationError } from '../contract/errors.ts';
import type { Timeout, TimeoutOptions } from '../contract/timeout.ts';
import { shown } from '../util/format-value.ts';
import { checkNames } from './check-option-names.ts';

const names: readonly string[] = ['connect', 'firstToken', 'idle', 'total'] satisfies readonly (keyof TimeoutOptions)[];

/** Limits by name: those that are said, each by itself over the one that is said elsewhere. */
export function toLimits(base: Timeout | undefined, said: Timeout | undefined): TimeoutOptions | undefined {
  if (base === undefined || said === undefined) return named(said ?? base);
  const set = Object.entries(named(said) ?? {}).filter(([, limit]) => limit !== undefined);
  return { ...named(base), ...Object.fromEntries(set) };
}

function named(timeout: Timeout | undefined): TimeoutOptions | undefined {
  return typeof timeout === 'number' ? { total: timeout } : timeout;
}

/**
 * Refuses what is no limit of time.
 *
 * @throws ConfigurationError that says what is wrong
 */
export function checkTimeout(timeout: unknown): void {
  if (timeout === undefined) return;
  const limits = typeof timeout === 'number' ? { total: timeout } : (timeout as object);
  checkNames(limits, names, 'timeout');
  for (const [name, limit] of Object.entries(limits)) {
    if (limit === undefined || (typeof limit === 'number' && limit > 0)) continue;
    throw new ConfigurationError(`Option 'timeout.${name}' must be a number of seconds above 0, not ${shown(limit)}.`);
  }
}
