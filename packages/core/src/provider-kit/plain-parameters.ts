import type { ModelParameter } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { leftOut } from './unsupported.ts';
import type { WireObject } from './wire-value.ts';

/** Options that a protocol sends as plain fields, with the names of the fields. */
export type PlainFields = Readonly<Partial<Record<Exclude<ModelParameter, 'tools'>, string>>>;

/** Fields of a body, and warnings about options that were left out. */
export interface PlainParameters {
  readonly parameters: WireObject;
  readonly warnings: readonly string[];
}

/** Returns the fields of the options that are set. Leaves out an option that the model rejects, and adds a warning. */
export function plainParameters(
  request: Pick<GenerateRequest, keyof PlainFields | 'model'>,
  fields: PlainFields,
  refused: Iterable<ModelParameter>,
): PlainParameters {
  const names = Object.keys(fields) as (keyof PlainFields)[];
  const set = names.filter((name) => request[name] !== undefined);
  if (set.length === 0) return none;
  const refuses: ReadonlySet<string> = new Set(refused);
  return {
    parameters: Object.fromEntries(
      set.filter((name) => !refuses.has(name)).map((name) => [fields[name], request[name]]),
    ),
    warnings: set.filter((name) => refuses.has(name)).map((name) => leftOut(request.model, name)),
  };
}

const none: PlainParameters = { parameters: {}, warnings: [] };
