import { isStandardSchema, validated } from '../contract/schema.ts';
import type { Tool } from '../contract/tool.ts';
import { schemaProblems } from '../structured/validate-json-schema.ts';
import { withoutNulls } from '../structured/without-nulls.ts';
import { formatValue } from '../util/format-value.ts';

/**
 * Returns the validated arguments of a call. A library schema may convert them. A JSON Schema is checked as far as
 * `schemaProblems` supports its keywords. A `null` that the schema rejects counts as absent.
 *
 * @throws Error with a message for the model: the invalid argument, and the expected value
 */
export async function toArguments({ parameters }: Tool, written: unknown): Promise<unknown> {
  const given = parameters ? await withoutNulls(parameters, written) : written;
  if (parameters && isStandardSchema(parameters)) {
    const checked = await validated(parameters, given);
    if ('value' in checked) return checked.value;
    throw new Error(`The arguments do not match the parameters of the tool: ${checked.problem}.`);
  }
  const empty = given === undefined || given === null || given === '';
  const value: unknown = empty ? {} : given;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`The arguments must be a JSON object, not ${formatValue(value)}.`);
  }
  const problems = parameters ? schemaProblems(parameters, value) : [];
  if (problems.length === 0) return value;
  const more = problems.length > most ? `; and ${problems.length - most} more` : '';
  throw new Error(
    `The arguments do not match the parameters of the tool: ${problems.slice(0, most).join('; ')}${more}.`,
  );
}

/** Maximum number of problems in one message to the model. */
const most = 8;
