import { ConfigurationError } from '../contract/errors.ts';
import type { Limits } from '../contract/rate-limit.ts';
import { isRecord, optionError, valid } from './rules.ts';

const names: readonly string[] = [
  'concurrency',
  'requestsPerMinute',
  'tokensPerMinute',
] satisfies readonly (keyof Limits)[];

/**
 * Checks the option `limits`.
 *
 * @throws ConfigurationError unless it is `false` or an object of limits
 */
export function checkLimits(limits: unknown, name = 'limits'): void {
  if (limits === false) return;
  if (!isRecord(limits)) throw optionError(name, 'an object or false', limits);
  for (const [each, value] of Object.entries(limits)) {
    if (!names.includes(each)) {
      throw new ConfigurationError(`Option '${name}' has no '${each}'. Limits are: ${names.join(', ')}.`);
    }
    if (value !== undefined) valid.count(value, `${name}.${each}`);
  }
}
