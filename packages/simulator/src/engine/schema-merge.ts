import type { JSONSchema } from '@rephysco/core';

/** Maximum number of consecutive references. A longer chain counts as circular. */
const longestChain = 32;

/**
 * Returns a schema without `$ref`, `allOf`, `anyOf` and `oneOf` at its root. References are followed, `allOf` is
 * merged, and the first alternative is chosen. Beyond the depth limit, the simplest alternative is chosen.
 */
export function flatten(schema: unknown, root: JSONSchema, depth: number, chain: number = 0): JSONSchema {
  if (!isSchema(schema) || chain > longestChain) return {};
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  let merged: JSONSchema = own;
  const into = (other: unknown): void => {
    merged = merge(merged, flatten(other, root, depth, chain + 1));
  };
  if (typeof $ref === 'string') into(resolve($ref, root));
  if (Array.isArray(allOf)) for (const each of allOf) into(each);
  for (const choices of [anyOf, oneOf]) if (Array.isArray(choices)) into(choice(choices, depth));
  return merged;
}

function choice(choices: readonly unknown[], depth: number): unknown {
  const plain = (each: unknown): boolean => isSchema(each) && !('$ref' in each) && each.type !== 'object';
  const notNull = choices.find((each) => !isSchema(each) || each.type !== 'null');
  return depth >= 4 ? (choices.find(plain) ?? choices[0]) : (notNull ?? choices[0]);
}

function resolve(reference: string, root: JSONSchema): unknown {
  if (!reference.startsWith('#')) return undefined;
  let found: unknown = root;
  for (const step of reference.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isSchema(found) || Array.isArray(found) ? (found as JSONSchema)[key] : undefined;
  }
  return found;
}

/** Merges two schemas. Properties and required names are united. The narrower of two limits applies. */
function merge(one: JSONSchema, other: JSONSchema): JSONSchema {
  const merged: Record<string, unknown> = { ...one, ...other };
  const properties = { ...(one.properties as object), ...(other.properties as object) };
  if (Object.keys(properties).length > 0) merged.properties = properties;
  const required = [one.required, other.required].flatMap((each) => (Array.isArray(each) ? each : []));
  if (required.length > 0) merged.required = [...new Set(required)];
  for (const [names, narrower] of limits) {
    for (const name of names) {
      const values = [one[name], other[name]].filter((each) => typeof each === 'number');
      if (values.length === 2) merged[name] = narrower(...values);
    }
  }
  return merged;
}

const limits = [
  [['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'], Math.max],
  [['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'], Math.min],
] as const;

function isSchema(value: unknown): value is JSONSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
