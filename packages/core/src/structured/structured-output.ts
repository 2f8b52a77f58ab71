import { InvalidAnswerError } from '../contract/errors.ts';
import type { GenerateResult } from '../contract/result.ts';
import { isStandardSchema, type JSONSchema, type Schema, validated } from '../contract/schema.ts';
import { findJSON } from './find-json.ts';
import { schemaProblems } from './validate-json-schema.ts';
import { withoutNulls } from './without-nulls.ts';

/** Facts that decide whether an answer must have an object. */
export interface ObjectRequest {
  readonly schema?: Schema | undefined;
  readonly tools?: readonly unknown[] | undefined;
}

/**
 * Returns the result with `object`: its text read as JSON and validated by the schema. A JSON Schema is checked as far
 * as `schemaProblems` knows its keywords. An answer that calls tools has no object.
 *
 * @throws InvalidAnswerError if the text is not JSON, does not match the schema, or declines to answer; `partial` has
 * the answer
 */
export async function withObject(
  result: GenerateResult,
  { schema, tools = [] }: ObjectRequest,
): Promise<GenerateResult> {
  if (!schema || result.toolCalls.length > 0) return result;
  if (result.refusal !== undefined) {
    if (tools.length > 0) return result;
    throw invalid(result, `The model declined to answer: ${result.refusal}`, undefined, 'refusal');
  }
  const value = await withoutNulls(schema, parse(result));
  const checked = isStandardSchema(schema) ? await validated(schema, value) : fitting(schema, value);
  if ('value' in checked) return { ...result, object: checked.value };
  throw invalid(result, `The answer does not match the schema: ${checked.problem}.`, undefined, 'schema_mismatch');
}

/** Returns `true` for an answer that `withObject` accepts. */
export async function fitsSchema(result: GenerateResult, request: ObjectRequest): Promise<boolean> {
  try {
    await withObject(result, request);
    return true;
  } catch {
    return false;
  }
}

/** Checks a value against a JSON Schema, because not all services enforce it. */
function fitting(schema: JSONSchema, value: unknown): { readonly value: unknown } | { readonly problem: string } {
  const problems = schemaProblems(schema, value);
  return problems.length === 0 ? { value } : { problem: problems.join('; ') };
}

function parse(result: GenerateResult): unknown {
  try {
    return findJSON(result.text);
  } catch (cause) {
    const why =
      result.finishReason === 'length' ? "it was cut at the token limit (option 'maxTokens')" : 'it is not JSON';
    throw invalid(result, `The answer cannot be read as JSON: ${why}.`, cause, 'not_json');
  }
}

function invalid(result: GenerateResult, message: string, cause: unknown, code: string): InvalidAnswerError {
  const { text, reasoning, content, usage, provider, id, attempts } = result;
  const partial = { text, reasoning, content, usage };
  const details = { provider, code, requestId: id, attempts, partial, cause };
  return new InvalidAnswerError('invalid_answer', message, details);
}
