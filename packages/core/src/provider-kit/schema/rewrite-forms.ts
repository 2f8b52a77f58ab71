import { asList, asObject, asText, type WireObject } from '../wire-value.ts';
import { resolveReference } from './references.ts';

/** Error with the keyword that prevents a strict schema. `toStrictSchema` catches it. */
export class Refused extends Error {}

/**
 * Replaces `oneOf` by `anyOf` if its forms exclude each other.
 *
 * @param loose `true` also replaces `oneOf` of other forms
 */
export function closeForms(node: WireObject, loose = false): WireObject {
  const { oneOf, nullable, ...others } = node;
  const open = oneOf === undefined ? others : { ...others, ...exclusive(oneOf, others.anyOf, loose) };
  if (nullable !== true) return open;
  const { type } = open;
  return typeof type === 'string' && open.enum === undefined
    ? { ...open, type: [type, 'null'] }
    : { anyOf: [open, { type: 'null' }] };
}

function exclusive(oneOf: unknown, anyOf: unknown, loose: boolean): WireObject {
  const forms = asList(oneOf).map((form) => asObject(form) ?? {});
  const types = forms.map(({ type }) => asText(type));
  const primitive =
    types.every((type) => type !== undefined && type !== 'object') && new Set(types).size === types.length;
  if (anyOf !== undefined || !(loose || primitive || discriminator(forms))) throw new Refused('oneOf');
  return { anyOf: oneOf };
}

/** Returns `true` if a required property has a different constant in each form. */
function discriminator(forms: readonly WireObject[]): boolean {
  const names = Object.keys(asObject(forms[0]?.properties) ?? {});
  return names.some((name) => {
    const values = forms.map(({ properties, required }) => {
      const property = asObject(asObject(properties)?.[name]);
      return asList(required).includes(name) ? JSON.stringify(property?.const ?? asList(property?.enum)[0]) : undefined;
    });
    const single = forms.every(({ properties }) => asList(asObject(asObject(properties)?.[name])?.enum).length <= 1);
    return single && values.every((each) => each !== undefined) && new Set(values).size === values.length;
  });
}

/** Merges `allOf` of objects with different properties, as written by `z.intersection`, into one object. */
export function mergeAllOf(node: WireObject, { root }: { readonly root: WireObject }): WireObject {
  const { allOf, ...others } = node;
  if (allOf === undefined) return node;
  const forms = [others, ...asList(allOf).map((form) => resolved(asObject(form) ?? {}, root))].filter(
    (form) => Object.keys(form).length > 0,
  );
  const [only] = forms;
  if (forms.length === 1 && only) return only;
  const plain = ['type', 'properties', 'required', 'title', 'description'];
  const names = forms.flatMap(({ properties }) => Object.keys(asObject(properties) ?? {}));
  const mergeable = forms.every(
    (form) => Object.keys(form).every((name) => plain.includes(name)) && (form.type ?? 'object') === 'object',
  );
  if (!mergeable || new Set(names).size < names.length) throw new Refused('allOf');
  const properties = Object.assign({}, ...forms.map((form) => asObject(form.properties) ?? {})) as WireObject;
  return { ...others, type: 'object', properties, required: forms.flatMap(({ required }) => asList(required)) };
}

const resolved = (form: WireObject, root: WireObject): WireObject =>
  form.$ref === undefined ? form : { ...resolveReference(form.$ref, root), ...without(form, ['$ref']) };

/** Returns an object without some of its properties. */
export function without(node: WireObject, names: Iterable<string>): WireObject {
  const leftOut = new Set(names);
  return Object.fromEntries(Object.entries(node).filter(([name]) => !leftOut.has(name)));
}
