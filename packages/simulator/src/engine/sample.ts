import type { JSONSchema } from '@rephysco/core';
import { type Supply, sampleText } from './sample-text.ts';
import { flatten } from './schema-merge.ts';
import { names, numbers } from './topics.ts';

/** Sources of the values of a sample. */
export interface Hints {
  /** Question whose numbers and names become values. */
  readonly text: string;
  /** Names that replace those found in the text. */
  readonly names?: readonly string[];
  /** Prefix of generated texts. */
  readonly label?: string;
}

/** Depth beyond which optional properties and items are omitted, so that recursive schemas end. */
const deep = 4;

/**
 * Returns a value that satisfies a JSON Schema. Supports const and enum, all types with their limits, formats,
 * patterns, `$ref`, `anyOf`, `oneOf` and `allOf`. Ignores `not` and conditionals.
 */
export function sample(schema: JSONSchema, hints: Hints): unknown {
  const supply: Supply = {
    text: hints.text,
    label: hints.label ?? '',
    names: [...(hints.names ?? names(hints.text))],
    numbers: [...numbers(hints.text)],
    root: schema,
  };
  return valueFor(schema, '', supply, 0);
}

function valueFor(unresolved: unknown, key: string, supply: Supply, depth: number): unknown {
  const schema = flatten(unresolved, supply.root, depth);
  if ('const' in schema) return schema.const;
  const { enum: choices, default: preset } = schema;
  if (Array.isArray(choices)) return choose(choices, preset, supply);
  const type = typeOf(schema);
  if (type === 'object') return objectOf(schema, supply, depth);
  if (type === 'array') return arrayOf(schema, key, supply, depth);
  if (type === 'integer' || type === 'number') return numberOf(schema, type, supply);
  if (type === 'boolean') return typeof preset === 'boolean' ? preset : true;
  if (type === 'null') return null;
  return sampleText(schema, key, supply);
}

function choose(choices: readonly unknown[], preset: unknown, supply: Supply): unknown {
  const asked = supply.text.toLowerCase();
  const named = choices.find((choice) => typeof choice === 'string' && choice && asked.includes(choice.toLowerCase()));
  return named ?? (choices.includes(preset) ? preset : choices[0]);
}

function typeOf(schema: JSONSchema): string {
  const { type } = schema;
  const first = Array.isArray(type) ? (type.find((each) => each !== 'null') ?? 'null') : type;
  if (typeof first === 'string') return first;
  if ('properties' in schema || 'required' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  return 'minimum' in schema || 'maximum' in schema ? 'number' : 'string';
}

function objectOf(schema: JSONSchema, supply: Supply, depth: number): unknown {
  const properties = (schema.properties ?? {}) as Record<string, unknown>;
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const keys = depth < deep ? new Set([...Object.keys(properties), ...required]) : new Set(required);
  const additional = schema.additionalProperties;
  for (let extra = 1; keys.size < limit(schema.minProperties, 0); extra += 1) keys.add(`extra${extra}`);
  // `Object.fromEntries` treats `__proto__` as a normal property.
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      valueFor(Object.hasOwn(properties, key) ? properties[key] : additional, key, supply, depth + 1),
    ]),
  );
}

function arrayOf(schema: JSONSchema, key: string, supply: Supply, depth: number): unknown {
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const least = limit(schema.minItems, 0);
  const usual = depth < deep && schema.items !== false && first.length === 0 ? 2 : first.length;
  const length = Math.min(Math.max(least, usual), limit(schema.maxItems, Number.POSITIVE_INFINITY));
  const items = Array.from({ length }, (_, index) => valueFor(first[index] ?? schema.items, key, supply, depth + 1));
  if (schema.uniqueItems !== true) return items;
  return distinct(items, flatten(schema.items, supply.root, depth), least);
}

/** Makes items distinct if their schema allows it. Omits items that cannot be made distinct. */
function distinct(items: readonly unknown[], schema: JSONSchema, least: number): readonly unknown[] {
  const choices = Array.isArray(schema.enum) ? schema.enum : undefined;
  const step = limit(schema.multipleOf, 1);
  const varied = items.map((item, index) => {
    if (choices) return choices[index];
    if (typeof item === 'number') return Math.min(...(items as number[])) + index * step;
    return typeof item === 'string' && index > 0 ? `${item.slice(0, -1)}${index}` : item;
  });
  const unique = varied.filter((item, index) => varied.findIndex((other) => same(other, item)) === index);
  return unique.length >= least ? unique : items;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function numberOf(schema: JSONSchema, type: string, supply: Supply): number {
  const step = limit(schema.multipleOf, type === 'integer' ? 1 : 0);
  const least = Math.max(
    limit(schema.minimum, Number.NEGATIVE_INFINITY),
    limit(schema.exclusiveMinimum, Number.NEGATIVE_INFINITY) + (step || Number.EPSILON * 2 ** 40),
  );
  const most = Math.min(
    limit(schema.maximum, Number.POSITIVE_INFINITY),
    limit(schema.exclusiveMaximum, Number.POSITIVE_INFINITY) - (step || Number.EPSILON * 2 ** 40),
  );
  const fits = (value: number): boolean => value >= least && value <= most && (step === 0 || value % step === 0);
  const found = supply.numbers.findIndex(fits);
  if (found >= 0) return supply.numbers.splice(found, 1)[0] as number;
  const preset = schema.default;
  if (typeof preset === 'number' && fits(preset)) return preset;
  const near = Math.min(Math.max(1, least), most);
  if (step === 0) return near;
  const up = Math.ceil(near / step) * step;
  return up <= most ? up : Math.floor(most / step) * step;
}

/** Returns the limit in a schema, or a fallback if it is not a number. */
function limit(stated: unknown, otherwise: number): number {
  return typeof stated === 'number' && Number.isFinite(stated) ? stated : otherwise;
}
