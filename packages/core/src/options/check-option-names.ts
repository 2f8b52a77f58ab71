import { ConfigurationError } from '../contract/errors.ts';
import { formatValue } from '../util/format-value.ts';
import { nearest } from '../util/names.ts';

/**
 * Throws for option names that do not exist, so that a misspelt option is never ignored.
 *
 * @param where name of the call or option in the error message
 * @throws ConfigurationError that names a similar option, or all of them
 */
export function checkNames(options: object, known: readonly string[], where: string): void {
  if (typeof options !== 'object' || options === null)
    throw new ConfigurationError(`${where} takes an object of options, not ${formatValue(options)}.`);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const hint = near ? `Did you mean '${near}'?` : `Options are: ${known.join(', ')}.`;
    throw new ConfigurationError(`${where} has no option '${name}'. ${hint}`);
  }
}
