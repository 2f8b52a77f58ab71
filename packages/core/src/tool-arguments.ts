import type { Tool } from './request.ts';
import { isStandardSchema, validated } from './schema.ts';
import { shown } from './wording.ts';

/**
 * The arguments of a call as its tool takes them: a library's schema checks and changes them, a JSON Schema is looked
 * at for the required keys only.
 *
 * @throws Error that tells the model what is wrong
 */
export async function toArguments({ parameters }: Tool, given: unknown): Promise<unknown> {
  if (parameters && isStandardSchema(parameters)) {
    const checked = await validated(parameters, given);
    if ('value' in checked) return checked.value;
    throw new Error(`The arguments do not fit the tool: ${checked.problem}.`);
  }
  const empty = given === undefined || given === null || given === '';
  const value: unknown = empty ? {} : given;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`The arguments must be a JSON object, not ${shown(value)}.`);
  }
  const required: readonly unknown[] = Array.isArray(parameters?.required) ? parameters.required : [];
  const missing = required.filter((key) => typeof key === 'string' && !Object.hasOwn(value, key));
  if (missing.length > 0) throw new Error(`The arguments lack: ${missing.join(', ')}.`);
  return value;
}
