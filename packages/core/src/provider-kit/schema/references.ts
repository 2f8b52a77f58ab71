import { asList, asObject, type WireObject } from '../wire-value.ts';

/** References to the definitions of a schema, such as `#/$defs/city`. */
export type Definitions = ReadonlySet<string>;

/** Returns the references under which the definitions of a schema can be reached. */
export function definitionsOf(root: WireObject): Definitions {
  const names = (field: string): readonly string[] =>
    Object.keys(asObject(root[field]) ?? {}).map(
      (name) => `#/${field}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    );
  return new Set([...names('$defs'), ...names('definitions')]);
}

/** Returns the schema that a reference within a schema leads to, or `undefined`. */
export function resolveReference(reference: unknown, root: WireObject): WireObject | undefined {
  if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined;
  const names = reference.slice(1).split('/').slice(1);
  let node: unknown = root;
  for (const name of names) {
    const key = decode(name).replaceAll('~1', '/').replaceAll('~0', '~');
    node = Array.isArray(node) ? asList(node)[Number(key)] : asObject(node)?.[key];
  }
  return asObject(node);
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Returns a schema in which each reference is changed. Other texts stay as they are. */
export function mapReferences(value: unknown, change: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => mapReferences(each, change));
  const node = asObject(value);
  if (!node) return value;
  return Object.fromEntries(
    Object.entries(node).map(([name, child]) =>
      name === '$ref' && typeof child === 'string' ? [name, change(child)] : [name, mapReferences(child, change)],
    ),
  );
}
