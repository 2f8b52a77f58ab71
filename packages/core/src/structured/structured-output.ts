import { InvalidAnswerError } from '../contract/errors.ts';
import type { GenerateResult } from '../contract/result.ts';
import { isStandardSchema, type JSONSchema, type Schema, validated } from '../contract/schema.ts';
import { parseJSON } from '../util/parse-json.ts';
import { schemaProblems } from './validate-json-schema.ts';
import { withoutNulls } from './without-nulls.ts';

/**
 * The result with its text read as JSON and checked by the schema's own validator, as `object`. A JSON Schema is
 * checked as far as `schemaProblems` knows its words. An answer that calls tools or was declined has no object.
 *
 * @throws InvalidAnswerError when the text is no JSON or does not fit the schema; the answer is in `partial`
 */
export async function withObject(result: GenerateResult, schema: Schema | undefined): Promise<GenerateResult> {
  if (!schema || result.toolCalls.length > 0 || result.refusal !== undefined) return result;
  const value = await withoutNulls(schema, parse(result));
  const checked = isStandardSchema(schema) ? await validated(schema, value) : fitting(schema, value);
  if ('value' in checked) return { ...result, object: checked.value };
  throw invalid(result, `The answer does not fit the schema: ${checked.problem}.`);
}

/** Returns `true` for an answer that `withObject` accepts. */
export async function fitsSchema(result: GenerateResult, schema: Schema | undefined): Promise<boolean> {
  try {
    await withObject(result, schema);
    return true;
  } catch {
    return false;
  }
}

/** Not all services hold their models to a schema. */
function fitting(schema: JSONSchema, value: unknown): { readonly value: unknown } | { readonly problem: string } {
  const problems = schemaProblems(schema, value);
  return problems.length === 0 ? { value } : { problem: problems.join('; ') };
}

function parse(result: GenerateResult): unknown {
  try {
    return parseJSON(unfenced(withoutThinking(result.text)));
  } catch (cause) {
    const why = result.finishReason === 'length' ? 'it was cut at the token limit' : 'it is no JSON';
    throw invalid(result, `The answer cannot be read as JSON: ${why}.`, cause);
  }
}

/** Models that think in their text write `<think>…</think>` before the answer; some templates leave the first tag out. */
function withoutThinking(text: string): string {
  const end = /^(?!\s*[{["\d])[\s\S]*?<\/(?:think|thinking|thought|reasoning)>/i.exec(text)?.[0];
  return end === undefined ? text : text.slice(end.length);
}

/** Models without native support like to wrap JSON in a Markdown fence. */
function unfenced(text: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
}

function invalid(result: GenerateResult, message: string, cause?: unknown): InvalidAnswerError {
  const { text, reasoning, content, usage, provider, id, attempts } = result;
  const partial = { text, reasoning, content, usage };
  return new InvalidAnswerError('invalid_answer', message, { provider, requestId: id, attempts, partial, cause });
}
