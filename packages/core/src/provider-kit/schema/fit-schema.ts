import type { JSONSchema } from '../../contract/schema.ts';
import { asList, asObject, type WireObject } from '../wire-value.ts';
import { mapReferences, resolveReference } from './references.ts';
import type { StrictRules } from './strict-rules.ts';
import { toStrictSchema } from './strict-schema.ts';

/** Schema for a request, and how to read the answer. */
export interface FittedSchema {
  readonly schema: WireObject;
  readonly strict: boolean;
  /** `true` if the answer is an object with the value in the property `value`. */
  readonly wrapped: boolean;
  readonly warnings: readonly string[];
}

/** Name of the property that holds a value which is not an object. */
export const wrapper = 'value';

/**
 * Adapts a schema to a service. Wraps a root that is not an object. The schema is strict if the caller requires it, or
 * if it can be rewritten for strict mode without loss.
 *
 * @param strict option `strict` of the caller, if set
 */
export function fitSchema(
  schema: JSONSchema,
  {
    strict,
    rules,
    model,
  }: { readonly strict?: boolean | undefined; readonly rules?: StrictRules; readonly model: string },
): FittedSchema {
  const root = withoutRootReference(schema);
  const wrapped = !isObjectSchema(root);
  const whole = wrapped ? wrap(root) : root;
  if (strict === false) return { schema: whole, strict, wrapped, warnings: [] };
  const result = toStrictSchema(whole, rules);
  if ('schema' in result) return { schema: result.schema, strict: true, wrapped, warnings: [] };
  if (strict) return { schema: whole, strict, wrapped, warnings: [] };
  const warning = `The schema was sent to ${model} without 'strict', which does not support '${result.keyword}'.`;
  return { schema: whole, strict: false, wrapped, warnings: [warning] };
}

/** Returns `true` for a schema whose values are objects, which services accept as a root. */
export function isObjectSchema({ type, properties, anyOf, oneOf }: WireObject): boolean {
  if (anyOf !== undefined || oneOf !== undefined) return false;
  return type === 'object' || (type === undefined && asObject(properties) !== undefined);
}

/** Replaces a root that is only a reference, which some libraries write and services reject. */
function withoutRootReference(schema: WireObject): WireObject {
  const target = schema.$ref === '#' ? undefined : resolveReference(schema.$ref, schema);
  if (!target) return schema;
  const { $ref: _, ...others } = schema;
  return { ...target, ...others };
}

/** Wraps the schema of a value. Definitions stay at the root, and references to the root now refer to the value. */
function wrap(root: WireObject): WireObject {
  const { $defs, definitions, $schema: _, ...value } = root;
  const place = `#/properties/${wrapper}`;
  const moved = (each: unknown): unknown => mapReferences(each, (reference) => (reference === '#' ? place : reference));
  return {
    type: 'object',
    properties: { [wrapper]: moved(value) },
    required: [wrapper],
    additionalProperties: false,
    ...($defs !== undefined && { $defs: moved($defs) }),
    ...(definitions !== undefined && { definitions: moved(definitions) }),
  };
}

/**
 * Returns the schema of the parameters of a tool. Services reject a root that is not an object or has no properties.
 */
export function toParameters(parameters: JSONSchema | undefined): WireObject {
  const root = withoutRootReference(parameters ?? {});
  const { type, properties, anyOf, oneOf, allOf } = root;
  if (type !== undefined && type !== 'object') return root;
  if (type === 'object' && (properties || anyOf || oneOf || allOf)) return root;
  return { type: 'object', ...(asObject(properties) ? {} : { properties: {} }), ...root };
}

/**
 * Returns the schema of a tool that should be strict, in the strict subset if no keyword is lost. Otherwise, the schema
 * stays as it is, and `lost` is the keyword.
 */
export function toToolSchema(
  schema: WireObject,
  strict: boolean | undefined,
  rules?: StrictRules,
): { readonly schema: WireObject; readonly strict: boolean; readonly lost?: string } {
  if (!strict) return { schema, strict: false };
  const result = toStrictSchema(schema, rules);
  return 'schema' in result ? { schema: result.schema, strict } : { schema, strict: false, lost: result.keyword };
}

/**
 * Returns the schema of a tool without `anyOf`, `oneOf` and `allOf` at its root, which some services reject. The
 * result is one object with the properties of all forms. Only properties that every form requires are required.
 */
export function withoutRootForms(schema: WireObject): WireObject {
  const { anyOf, oneOf, allOf, ...root } = schema;
  const forms = [...asList(anyOf), ...asList(oneOf), ...asList(allOf)].map((form) => asObject(form) ?? {});
  if (forms.length === 0) return schema;
  const properties = forms.map((form) => asObject(form.properties) ?? {});
  const [first = [], ...others] = forms.map(({ required }) => asList(required));
  const needed =
    allOf === undefined ? first.filter((key) => others.every((each) => each.includes(key))) : [first, ...others].flat();
  return {
    ...root,
    type: 'object',
    properties: Object.assign({}, ...properties.toReversed(), asObject(root.properties)),
    required: [...new Set([...asList(root.required), ...needed])],
  };
}
