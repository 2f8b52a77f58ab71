import { ConfigurationError } from '../contract/errors.ts';
import { formatValue } from '../util/format-value.ts';

/** Checks the value of one option. `name` is the option's name in the error message. */
export type Check = (value: unknown, name: string) => void;

/**
 * Returns a check that throws unless `holds` returns `true` for the value.
 *
 * @param wanted description of a valid value, which completes the sentence "Option 'x' must be …"
 */
export function must(holds: (value: never) => boolean, wanted: string): Check {
  return (value, name) => {
    if (!holds(value as never)) throw optionError(name, wanted, value);
  };
}

/** Returns the error for an option whose value is invalid. */
export function optionError(name: string, wanted: string, value: unknown): ConfigurationError {
  return new ConfigurationError(`Option '${name}' must be ${wanted}, not ${formatValue(value)}.`);
}

/** Returns `true` for an object or an array. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Returns `true` for a string. */
export const isText = (value: unknown): value is string => typeof value === 'string';

/** Returns `true` for a schema. Some schema libraries export functions as schemas. */
const isSchema = (value: unknown): boolean => isRecord(value) || typeof value === 'function';

const isWhole = (value: unknown, least: number): boolean => Number.isInteger(value) && (value as number) >= least;

const isAtLeast = (value: unknown, least: number): boolean => Number.isFinite(value) && (value as number) >= least;

type ValidName =
  | 'anything'
  | 'flag'
  | 'text'
  | 'texts'
  | 'list'
  | 'record'
  | 'schema'
  | 'action'
  | 'whole'
  | 'count'
  | 'countOrNone'
  | 'positive'
  | 'share'
  | 'factor'
  | 'seconds';

/** Checks for one type or range, by name. */
export const valid: Readonly<Record<ValidName, Check>> = {
  anything: () => {},
  flag: must((value) => typeof value === 'boolean', 'true or false'),
  text: must(isText, 'text'),
  texts: must(
    (value: unknown) => Array.isArray(value) && value.every((each) => isText(each) && each !== ''),
    'a list of texts that are not empty',
  ),
  list: must(Array.isArray, 'a list'),
  record: must(isRecord, 'an object'),
  schema: must(isSchema, 'a JSON Schema or a Standard Schema'),
  action: must((value) => typeof value === 'function', 'a function'),
  whole: must(Number.isInteger, 'a whole number'),
  count: must((value) => isWhole(value, 1), 'a whole number of at least 1'),
  countOrNone: must((value) => isWhole(value, 0), 'a whole number of at least 0'),
  positive: must((value) => isAtLeast(value, 0), 'a number of at least 0'),
  share: must((value) => isAtLeast(value, 0) && (value as number) <= 1, 'a number from 0 to 1'),
  factor: must((value) => isAtLeast(value, 1), 'a number of at least 1'),
  seconds: must((value) => isAtLeast(value, 0), 'a number of seconds of at least 0'),
};

/** Returns a check that accepts the given values only. */
export function oneOf(...values: readonly string[]): Check {
  return must((value: unknown) => values.includes(value as string), `one of ${values.join(', ')}`);
}

/** Finite durations from this number of seconds on are most likely milliseconds. */
const suspiciousSeconds = 7200;

/**
 * Checks a timeout or a delay: a number of seconds, below 7,200 or `Infinity`. Other libraries take milliseconds.
 *
 * @param least smallest valid value, in seconds; with `exclusive`, the value must be greater
 */
export function duration(least: 'above 0' | 'at least 0'): Check {
  return (value, name) => {
    const isNumber = typeof value === 'number' && !Number.isNaN(value);
    if (!isNumber || (least === 'above 0' ? value <= 0 : value < 0)) {
      throw optionError(name, `a number of seconds ${least === 'above 0' ? 'above 0' : 'of at least 0'}`, value);
    }
    if (value >= suspiciousSeconds && value !== Infinity) {
      throw new ConfigurationError(
        `Option '${name}' is ${value} seconds. Durations are seconds, not milliseconds: ` +
          `use ${value / 1000} for ${value} milliseconds, or Infinity for no limit. ` +
          `The largest finite value is below ${suspiciousSeconds}.`,
      );
    }
  };
}
