import type { JSONSchema } from '../../contract/schema.ts';
import { asList, asObject, type WireObject } from '../wire-value.ts';
import { mapReferences, resolveReference } from './references.ts';
import type { StrictRules } from './strict-rules.ts';
import { toStrictSchema } from './strict-schema.ts';

/** A schema as it is sent, and how the answer is read. */
export interface FittedSchema {
  readonly schema: WireObject;
  readonly strict: boolean;
  /** Whether the answer is an object with the value in its property `value`. */
  readonly wrapped: boolean;
  readonly warnings: readonly string[];
}

/** Name of the property that holds a value which is not an object. */
export const wrapper = 'value';

/**
 * Fits a schema to a service. A root that is not an object is wrapped into one. The schema is strict if the caller says
 * so, or if it can be rewritten into the strict subset without a loss.
 *
 * @param strict what the caller asked for, if anything
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
  const warning = `The schema was sent to ${model} without 'strict': its keyword '${result.keyword}' is not part of the strict subset.`;
  return { schema: whole, strict: false, wrapped, warnings: [warning] };
}

/** Whether values of a schema are objects, so that services accept it as a root. */
export function isObjectSchema({ type, properties, anyOf, oneOf }: WireObject): boolean {
  if (anyOf !== undefined || oneOf !== undefined) return false;
  return type === 'object' || (type === undefined && asObject(properties) !== undefined);
}

/** Services refuse a root that is only a reference, as some libraries write it for a named schema. */
function withoutRootReference(schema: WireObject): WireObject {
  const target = schema.$ref === '#' ? undefined : resolveReference(schema.$ref, schema);
  if (!target) return schema;
  const { $ref: _, ...others } = schema;
  return { ...target, ...others };
}

/** Definitions stay at the root, where references look for them; a reference to the root finds the value. */
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

/** Returns the schema of a tool's parameters: services refuse a root that is not an object, or has no properties. */
export function toParameters(parameters: JSONSchema | undefined): WireObject {
  const root = withoutRootReference(parameters ?? {});
  const { type, properties, anyOf, oneOf, allOf } = root;
  if (type !== undefined && type !== 'object') return root;
  if (type === 'object' && (properties || anyOf || oneOf || allOf)) return root;
  return { type: 'object', ...(asObject(properties) ? {} : { properties: {} }), ...root };
}

/**
 * Returns the schema of a tool without `anyOf`, `oneOf` and `allOf` at its root, which some services refuse: one object with
 * the properties of all forms. Only properties that every form requires are required.
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
