import { asList, asObject, type WireObject } from '../wire-value.ts';
import { withoutForeign } from './foreign-keywords.ts';
import { orNull } from './or-null.ts';
import { type Definitions, definitionsOf, isRecursive, resolveReference } from './references.ts';
import { closeForms, mergeAllOf, Refused, without } from './rewrite-forms.ts';
import { commonRules, type StrictRules } from './strict-rules.ts';
import { typedNode } from './typed-node.ts';

/** Schema for strict mode, or the keyword that prevents it. */
export type StrictResult = { readonly schema: WireObject } | { readonly keyword: string };

/** Keywords that describe but do not restrict a value. All are removed, because strict mode rejects some of them. */
const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  'default',
  'deprecated',
  'example',
  'examples',
  'readOnly',
  'writeOnly',
  'id',
]);

/** Limits of a schema in strict mode. */
const mostLevels = 10;
const mostProperties = 5000;
const mostEnumValues = 1000;

interface Context {
  readonly rules: StrictRules;
  readonly root: WireObject;
  readonly definitions: Definitions;
  /** Totals over the whole schema. */
  readonly counts: { properties: number; enumValues: number; optional: number; unions: number };
}

/**
 * Rewrites a schema with an object root for strict mode, if every value of the result also fits the original schema.
 * Closes objects, removes annotations, replaces `oneOf` of exclusive forms by `anyOf`, and inlines references with
 * siblings.
 */
export function toStrictSchema(root: WireObject, rules: StrictRules = commonRules): StrictResult {
  const counts = { properties: 0, enumValues: 0, optional: 0, unions: 0 };
  const context: Context = { rules, root, definitions: definitionsOf(root), counts };
  if (rules.recursive === false && isRecursive(root)) return { keyword: '$ref' };
  try {
    const schema = rewrite(root, context, 0);
    if (schema.type !== 'object') return { keyword: 'type' };
    return { schema };
  } catch (error) {
    if (error instanceof Refused) return { keyword: error.message };
    throw error;
  }
}

function rewrite(value: unknown, context: Context, level: number): WireObject {
  const node = asObject(value);
  if (!node) throw new Refused(value === true || value === false ? `${value}` : 'type');
  if (level > mostLevels) throw new Refused('more than 10 levels of nesting');
  const known = without(node, annotations);
  if (known.$ref !== undefined) return rewriteReference(known, context, level);
  const merged = withoutForeign(mergeAllOf(closeForms(known, context.rules.describe), context), context.rules);
  const typed = typedNode(checkValues(merged, context));
  return children(typed, context, level);
}

/** Rewrites a reference. Inlines it if it has siblings, because strict mode allows none. */
function rewriteReference(node: WireObject, context: Context, level: number): WireObject {
  const { $ref, ...siblings } = node;
  const target = resolveReference($ref, context.root);
  if (!target) throw new Refused('$ref');
  const names = Object.keys(siblings).filter((name) => name !== '$defs' && name !== 'definitions');
  const defined = context.definitions.has(String($ref)) || $ref === '#';
  if (defined && names.length === 0) return { $ref, ...definitions(siblings, context, level) };
  if (defined && names.every((name) => name === 'description' || name === 'title')) {
    const { title, description } = siblings;
    return {
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      anyOf: [{ $ref }],
    };
  }
  return rewrite({ ...target, ...siblings }, context, level + 1);
}

function checkValues(node: WireObject, { rules, counts }: Context): WireObject {
  const { format, pattern } = node;
  if (format !== undefined && !rules.formats.includes(String(format))) throw new Refused('format');
  counts.enumValues += asList(node.enum).length;
  if (counts.enumValues > mostEnumValues) throw new Refused('enum');
  if (typeof pattern !== 'string' || !/\(\?<?[=!]/.test(pattern)) return node;
  // Strict mode rejects look-around. With a format, such a pattern is redundant.
  if (format === undefined) throw new Refused('pattern');
  return without(node, ['pattern']);
}

function children(node: WireObject, context: Context, level: number): WireObject {
  const deeper = (value: unknown): WireObject => rewrite(value, context, level + 1);
  const types: readonly unknown[] = Array.isArray(node.type) ? node.type : [node.type];
  if (node.anyOf !== undefined && level === 0) throw new Refused('anyOf');
  if (types.includes('array') && node.items === undefined) throw new Refused('items');
  if (types.length > 1 || node.anyOf !== undefined) context.counts.unions += 1;
  if (context.counts.unions > (context.rules.maxUnions ?? Infinity)) throw new Refused('anyOf');
  return {
    ...node,
    ...(types.includes('object') && closedObject(node, context, level)),
    ...(node.items !== undefined && { items: deeper(node.items) }),
    ...(node.anyOf !== undefined && { anyOf: asList(node.anyOf).map(deeper) }),
    ...definitions(node, context, level),
  };
}

function definitions(node: WireObject, context: Context, level: number): WireObject {
  const found: Record<string, unknown> = {};
  for (const name of ['$defs', 'definitions']) {
    const entries = Object.entries(asObject(node[name]) ?? {});
    if (entries.length === 0) continue;
    found[name] = Object.fromEntries(entries.map(([key, value]) => [key, rewrite(value, context, level + 1)]));
  }
  return found;
}

/**
 * Closes an object: all its properties are required, and no others are allowed. An optional property becomes nullable,
 * because core removes nulls that the schema of the caller rejects.
 */
function closedObject(node: WireObject, context: Context, level: number): WireObject {
  const { additionalProperties } = node;
  const properties = asObject(node.properties);
  const names = Object.keys(properties ?? {});
  if (additionalProperties !== undefined && additionalProperties !== false) throw new Refused('additionalProperties');
  if (!properties && additionalProperties !== false) throw new Refused('additionalProperties');
  context.counts.properties += names.length;
  if (context.counts.properties > mostProperties) throw new Refused('properties');
  context.counts.optional += names.filter((name) => !asList(node.required).includes(name)).length;
  if (context.counts.optional > (context.rules.maxOptional ?? Infinity)) throw new Refused('required');
  const required = context.rules.optional ? names : asList(node.required);
  const entries = Object.entries(properties ?? {}).map(([name, value]) => {
    const rewritten = rewrite(value, context, level + 1);
    return [name, required.includes(name) ? rewritten : orNull(rewritten)];
  });
  return {
    properties: Object.fromEntries(entries),
    required: context.rules.optional ? asList(node.required) : names,
    additionalProperties: false,
  };
}
