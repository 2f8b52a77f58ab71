import { ConfigurationError } from '../contract/errors.ts';
import type { GenerateOptions } from '../options/options.ts';
import { formatValue } from '../util/format-value.ts';
import type { MapCall, MapInputs, MapOptions } from './map-types.ts';

/** Returns the options of a call for an input. */
export type ToCall<Input> = (input: Input, index: number) => GenerateOptions | Promise<GenerateOptions>;

/** Returns the function that turns inputs into options, over the options that all calls share. */
export function toCalls<Input>(options: MapOptions<Input>, shared: MapCall): ToCall<Input> {
  if (typeof options !== 'function') return (input) => ({ ...shared, ...toOptions(input) });
  return async (input, index) => toOptions(await options(input, index));
}

function toOptions(input: unknown): GenerateOptions {
  if (typeof input === 'string') return { prompt: input };
  if (typeof input === 'object' && input !== null) {
    if ('stream' in input && input.stream) throw new ConfigurationError("Option 'stream' does not work with map.");
    return input;
  }
  throw new ConfigurationError(
    `map expects prompts or objects of options, not ${formatValue(input)}. Pass a function that returns them as the second argument.`,
  );
}

/**
 * Returns the iterator of the inputs.
 *
 * @throws ConfigurationError for inputs that cannot be iterated
 */
export function iteratorOf<Input>(inputs: MapInputs<Input>): Iterator<Input> | AsyncIterator<Input> {
  if (typeof inputs === 'object' && inputs !== null) {
    if (Symbol.asyncIterator in inputs) return inputs[Symbol.asyncIterator]();
    if (Symbol.iterator in inputs) return inputs[Symbol.iterator]();
  }
  throw new ConfigurationError(`map expects a list or an iterable of inputs, not ${formatValue(inputs)}.`);
}

/** Returns the number of inputs, if it is known. */
export function sizeOf(inputs: unknown): number | undefined {
  const { length, size } = inputs as { readonly length?: unknown; readonly size?: unknown };
  const known = Array.isArray(inputs) ? length : inputs instanceof Set || inputs instanceof Map ? size : undefined;
  return typeof known === 'number' ? known : undefined;
}
