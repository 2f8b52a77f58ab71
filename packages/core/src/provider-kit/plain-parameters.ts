import type { ModelParameter } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { WireObject } from './wire-value.ts';

/** Options that a wire carries as plain fields, each with the name of its field. */
export type PlainFields = Readonly<Partial<Record<Exclude<ModelParameter, 'tools'>, string>>>;

/** The fields of a body, and warnings about options that were left out. */
export interface PlainParameters {
  readonly parameters: WireObject;
  readonly warnings: readonly string[];
}

/**
 * Returns the fields of the options that are set. An option that the model refuses is left out, with a warning that names
 * it.
 */
export function plainParameters(
  request: Pick<GenerateRequest, keyof PlainFields | 'model'>,
  fields: PlainFields,
  refused: Iterable<ModelParameter>,
): PlainParameters {
  const refuses: ReadonlySet<string> = new Set(refused);
  const names = Object.keys(fields) as (keyof PlainFields)[];
  const set = names.filter((name) => request[name] !== undefined);
  return {
    parameters: Object.fromEntries(
      set.filter((name) => !refuses.has(name)).map((name) => [fields[name], request[name]]),
    ),
    warnings: set
      .filter((name) => refuses.has(name))
      .map((name) => `${request.model} does not take '${name}'; it was left out.`),
  };
}
