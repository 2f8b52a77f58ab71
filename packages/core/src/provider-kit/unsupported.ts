import { UnsupportedError } from '../contract/errors.ts';
import type { GenerateRequest } from '../contract/request.ts';

/**
 * Applies the option `onUnsupported` to the warnings about options that a model does not support.
 *
 * @returns the warnings to report
 * @throws UnsupportedError with `onUnsupported: 'error'`, before a request is sent
 */
export function reportUnsupported(
  { onUnsupported = 'warn' }: Pick<GenerateRequest, 'onUnsupported'>,
  warnings: readonly string[],
): readonly string[] {
  if (onUnsupported === 'ignore') return [];
  if (onUnsupported === 'error' && warnings.length > 0) {
    throw new UnsupportedError(`${warnings.join(' ')} No request was sent (option 'onUnsupported').`);
  }
  return warnings;
}

/** Returns the warning for an option that a model does not support and that was not sent. */
export const leftOut = (model: string, option: string): string =>
  `${model} does not support '${option}'; it was left out.`;

/**
 * Returns the entry of a provider tool in a table.
 *
 * @throws UnsupportedError for a tool that is not in the table
 */
export function providerToolIn<Entry>(known: Readonly<Record<string, Entry>>, name: string, provider: string): Entry {
  const entry = Object.hasOwn(known, name) ? known[name] : undefined;
  if (entry === undefined) throw unknownProviderTool(name, provider, Object.keys(known));
  return entry;
}

/** Creates the error for a provider tool that a provider does not support. */
export function unknownProviderTool(name: string, provider: string, known: readonly string[]): UnsupportedError {
  const hint = known.length > 0 ? `Known tools are: ${known.join(', ')}.` : 'It has no provider tools.';
  return new UnsupportedError(`${provider} has no provider tool '${name}'. ${hint} No request was sent.`);
}
