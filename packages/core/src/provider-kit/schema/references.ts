import { asList, asObject, type WireObject } from '../wire-value.ts';

/** References to the definitions of a schema, such as `#/$defs/city`. */
export type Definitions = ReadonlySet<string>;

/** Returns the references to the definitions of a schema. */
export function definitionsOf(root: WireObject): Definitions {
  const names = (field: string): readonly string[] =>
    Object.keys(asObject(root[field]) ?? {}).map(
      (name) => `#/${field}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    );
  return new Set([...names('$defs'), ...names('definitions')]);
}

/** Returns the target of a reference within a schema, or `undefined`. */
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

/** Returns a schema with all references changed by a function. Other texts stay unchanged. */
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

/** Returns `true` if a schema refers to itself, directly or through other definitions. */
export function isRecursive(root: WireObject): boolean {
  const open = new Set<string>();
  const done = new Set<string>();
  const visit = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(visit);
    const node = asObject(value);
    if (!node) return false;
    return Object.entries(node).some(([name, child]) =>
      name === '$ref' && typeof child === 'string'
        ? follow(child)
        : name !== '$defs' && name !== 'definitions' && visit(child),
    );
  };
  const follow = (reference: string): boolean => {
    if (reference === '#' || open.has(reference)) return true;
    if (done.has(reference)) return false;
    open.add(reference);
    const found = visit(resolveReference(reference, root));
    open.delete(reference);
    done.add(reference);
    return found;
  };
  return visit(root);
}
