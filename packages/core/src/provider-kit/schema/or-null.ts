import { asList, asObject, type WireObject } from '../wire-value.ts';

/** Allows a property to be null instead of absent. Returns a property that may already be null unchanged. */
export function orNull(node: WireObject): WireObject {
  const forms = asList(node.anyOf).map((form) => asObject(form) ?? {});
  const types = [node, ...forms].flatMap(({ type }) => (Array.isArray(type) ? type : [type]));
  if (types.includes('null')) return node;
  if (node.anyOf !== undefined) return { ...node, anyOf: [...forms, { type: 'null' }] };
  const plain = typeof node.type === 'string' && node.enum === undefined && node.const === undefined;
  return plain ? { ...node, type: [node.type, 'null'] } : { anyOf: [node, { type: 'null' }] };
}
