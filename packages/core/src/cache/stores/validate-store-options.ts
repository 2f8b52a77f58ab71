import { ConfigurationError } from '../../contract/errors.ts';
import { formatValue } from '../../util/format-value.ts';
import { nearest } from '../../util/names.ts';

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Check of each store option, and the description of valid values. */
const rules: Readonly<Record<string, readonly [holds: (value: unknown) => boolean, wanted: string]>> = {
  maxBytes: [isPositive, 'a number of bytes above 0'],
  ttl: [isPositive, 'a number of seconds above 0'],
  dir: [isText, 'the path of a folder'],
  file: [isText, 'the path of a file'],
};

/**
 * Checks the options of a store.
 *
 * @param where name of the store function, for the error message
 * @throws ConfigurationError for an unknown option or an invalid value. The message names the valid ones
 */
export function checkStoreOptions(where: string, known: readonly string[], options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const [holds, wanted] = (known.includes(name) ? rules[name] : undefined) ?? [];
    if (!holds) {
      const near = nearest(name, known);
      const hint = near ? `Did you mean '${near}'?` : `Options are: ${known.join(', ')}.`;
      throw new ConfigurationError(`${where} has no option '${name}'. ${hint}`);
    }
    if (value !== undefined && !holds(value)) {
      throw new ConfigurationError(`Option '${name}' of ${where} must be ${wanted}, not ${formatValue(value)}.`);
    }
  }
}
