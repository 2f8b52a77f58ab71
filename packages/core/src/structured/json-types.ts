import type { JSONSchema } from '../contract/schema.ts';
import { formatValue } from '../util/format-value.ts';
import { isRecord } from './json-value.ts';

/** Returns why a value has none of the types that a schema allows, such as `must be a string, not 3`. */
export function typeProblem({ type, nullable }: JSONSchema, value: unknown): string | undefined {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const wanted = types.filter((each) => typeof each === 'string' && Object.hasOwn(isOfType, each)) as TypeName[];
  if (wanted.length === 0 || wanted.length < types.length || (nullable === true && value === null)) return undefined;
  if (wanted.some((each) => isOfType[each](value))) return undefined;
  return `must be ${wanted.map((each) => typeNames[each]).join(' or ')}, not ${formatValue(value)}`;
}

type TypeName = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object';

const isOfType: Readonly<Record<TypeName, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' || isLongInteger(value),
  integer: (value) => Number.isInteger(value) || isLongInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isRecord,
};

/**
 * Returns `true` for an integer beyond 2^53, which `parseJSON` of the provider kit returns as a text with all digits.
 */
function isLongInteger(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d{16,}$/.test(value) && !Number.isSafeInteger(Number(value));
}

const typeNames: Readonly<Record<TypeName, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
};
