import type { WireObject } from '../wire-value.ts';
import { Refused, without } from './rewrite-forms.ts';
import type { StrictRules } from './strict-rules.ts';

/** Keywords that every service accepts in strict mode. */
const structural: ReadonlySet<string> = new Set([
  'type',
  'title',
  'description',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  '$ref',
  '$defs',
  'definitions',
]);

/**
 * Returns a node of a schema without keywords that the service rejects in strict mode. Adds them to the description if
 * the service allows that; otherwise throws `Refused` with the name of the keyword.
 */
export function withoutForeign(node: WireObject, rules: StrictRules): WireObject {
  const isForeign = (name: string): boolean =>
    name === 'format'
      ? !rules.formats.includes(String(node.format))
      : !structural.has(name) && !rules.keywords.includes(name);
  const foreign = Object.keys(node).filter(isForeign);
  if (foreign.length === 0 || (!rules.describe && foreign.every((name) => name === 'format'))) return node;
  if (!rules.describe) throw new Refused(foreign.find((name) => name !== 'format') ?? 'format');
  const own = without(node, foreign);
  const words = foreign.map((name) => `${name}: ${JSON.stringify(node[name])}`).join(', ');
  return { ...own, description: [own.description, `{${words}}`].filter(Boolean).join(' ') };
}
