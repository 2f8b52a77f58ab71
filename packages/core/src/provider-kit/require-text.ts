import { invalidAnswer } from './errors.ts';
import type { Origin } from './origin.ts';
import { asText } from './wire-value.ts';

/**
 * Returns a text that a response must contain.
 *
 * @param what for example `id of the batch`
 * @throws ProviderError if the value is not a text, or empty
 */
export function requireText(value: unknown, what: string, origin: Origin): string {
  const text = asText(value);
  if (text === undefined) throw invalidAnswer(`the response has no ${what}`, origin);
  return text;
}
