import { ConfigurationError } from '../contract/errors.ts';
import type { TokenizerFunction } from '../contract/tokenizer-function.ts';
import { formatValue } from '../util/format-value.ts';
import type { Count } from './text-tokens.ts';

/**
 * Returns a counter that uses the option `tokenizer`. The counter throws a `ConfigurationError` for an invalid result.
 */
export function ownCounter(tokenizer: TokenizerFunction, model: string): Count {
  return (text) => {
    const result: unknown = tokenizer(text, model);
    const tokens = typeof result === 'number' ? result : (result as ArrayLike<unknown> | undefined)?.length;
    if (typeof tokens === 'number' && Number.isInteger(tokens) && tokens >= 0) return tokens;
    throw new ConfigurationError(
      `Option 'tokenizer' must return a number of tokens or a list of tokens, not ${formatValue(result)}.`,
    );
  };
}
