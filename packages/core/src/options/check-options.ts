import { ConfigurationError } from '../contract/errors.ts';
import { formatValue } from '../util/format-value.ts';
import { nearest } from '../util/names.ts';
import { type OptionName, optionNames, type Taker, table } from './option-table.ts';
import { otherNames } from './other-names.ts';
import { type Check, isRecord, optionError } from './rules.ts';

/** The client takes a store as `cache`, and calls take cache options under the same name. */
const clientCache: Check = (store, name) => {
  const { get, set } = isRecord(store) ? store : {};
  if (typeof get === 'function' && typeof set === 'function') return;
  const hint = " Set 'enableCache' to turn the cache on or off.";
  throw new ConfigurationError(
    `${optionError(name, 'a store with get and set, such as memoryStore()', store).message}${hint}`,
  );
};

const takers: Readonly<Record<Taker, ReadonlySet<string>>> = {
  generate: new Set(optionNames.generate),
  chat: new Set(optionNames.chat),
  embed: new Set(optionNames.embed),
  client: new Set(optionNames.client),
  Config: new Set(optionNames.Config),
};

/**
 * Checks the names and values of options. `undefined` is the same as an absent option.
 *
 * @param where name of the call in error messages
 * @throws ConfigurationError for a name that does not exist (the message names the right one) or an invalid value
 */
export function checkOptions(given: object, taker: Taker, where: string = taker): void {
  if (!isRecord(given)) {
    throw new ConfigurationError(`${where} takes an object of options, not ${formatValue(given)}.`);
  }
  for (const name of Object.keys(given)) {
    if (!takers[taker].has(name)) throw unknownOption(name, taker, where);
    const value = given[name];
    if (value === undefined) continue;
    if (name === 'cache' && taker === 'client') clientCache(value, name);
    else table.get(name)?.check(value, name);
  }
}

/**
 * Checks the value of one option.
 *
 * @throws ConfigurationError for an invalid value
 */
export function checkOption(name: OptionName, value: unknown): void {
  if (value !== undefined) table.get(name)?.check(value, name);
}

function unknownOption(name: string, taker: Taker, where: string): ConfigurationError {
  const known = optionNames[taker];
  const ours = otherNames.get(name);
  if (ours && (known.includes(ours.split(/[ .]/)[0] as string) || ours.includes('providerOptions'))) {
    return new ConfigurationError(`${where} has no option '${name}'. Rephysco calls it '${ours}'.`);
  }
  const near = nearest(name, known);
  const hint = near ? `Did you mean '${near}'?` : `Options are: ${known.join(', ')}.`;
  return new ConfigurationError(`${where} has no option '${name}'. ${hint}`);
}
