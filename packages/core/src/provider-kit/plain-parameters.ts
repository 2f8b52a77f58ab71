import type { ModelParameter } from '../contract/model-info.ts';
import type { WireObject } from './wire-value.ts';

/** An option of a request, the field of the wire that carries it, and its value. */
export type PlainParameter = readonly [name: ModelParameter, field: string, value: unknown];

/** The fields of a body, and warnings about options that were left out. */
export interface PlainParameters {
  readonly parameters: WireObject;
  readonly warnings: readonly string[];
}

/**
 * Returns the fields of the options that are set. An option that the model refuses is left out, with a warning that names
 * it.
 *
 * @param model name of the model, for the warnings
 */
export function plainParameters(
  wanted: readonly PlainParameter[],
  refused: ReadonlySet<ModelParameter>,
  model: string,
): PlainParameters {
  const set = wanted.filter(([, , value]) => value !== undefined);
  return {
    parameters: Object.fromEntries(
      set.filter(([name]) => !refused.has(name)).map(([, field, value]) => [field, value]),
    ),
    warnings: set.flatMap(([name]) =>
      refused.has(name) ? [`${model} does not take '${name}'; it was left out.`] : [],
    ),
  };
}
