import { ConfigurationError } from '../contract/errors.ts';
import { shown } from '../util/format-value.ts';
import { nearest } from '../util/names.ts';

/**
 * Refuses options that do not exist, so that a misspelt one is not silently ignored.
 *
 * @param where the call, to name in the error
 * @throws ConfigurationError
 */
export function checkNames(options: object, known: readonly string[], where: string): void {
  if (typeof options !== 'object' || options === null)
    throw new ConfigurationError(`${where} takes an object of options, not ${shown(options)}.`);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const hint = near ? `Did you mean '${near}'?` : `Options are: ${known.join(', ')}.`;
    throw new ConfigurationError(`${where} has no option '${name}'. ${hint}`);
  }
}
