import { asList, asObject, type WireObject } from '../wire-value.ts';
import { Refused } from './rewrite-forms.ts';

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;

/** Adds the `type` that strict mode requires on nodes without `anyOf`. Derives it from values or properties. */
export function typedNode(node: WireObject): WireObject {
  if (node.type !== undefined || node.anyOf !== undefined) return node;
  const values = node.const === undefined ? asList(node.enum) : [node.const];
  if (values.length === 0 && asObject(node.properties)) return { type: 'object', ...node };
  const types = [...new Set(values.map(typeOf))];
  if (types.length === 0 || types.includes('object') || types.includes('array')) throw new Refused('type');
  return { type: types.length === 1 ? types[0] : types, ...node };
}
