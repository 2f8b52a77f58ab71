import { ConfigurationError } from '../contract/errors.ts';
import { shown } from '../util/format-value.ts';
import { checkNames } from './check-option-names.ts';

/** Limits in seconds. */
export interface TimeoutOptions {
  /** Reaching the service; for a client that names its provider, or `Config`, not for a single call. Default 10. */
  readonly connect?: number | undefined;
  /** From the start to the first content; for an answer that is not streamed, to all of it. Default 600. */
  readonly firstToken?: number | undefined;
  /** Silence between two pieces of content, of a stream; keep-alive bytes do not count as content. Default 60. */
  readonly idle?: number | undefined;
  /** The whole call, retries and waits included. No default. */
  readonly total?: number | undefined;
}

const names: readonly string[] = ['connect', 'firstToken', 'idle', 'total'] satisfies readonly (keyof TimeoutOptions)[];

/** Limits as they may be said: a number is that of the whole call. */
export type Timeout = number | TimeoutOptions;

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
