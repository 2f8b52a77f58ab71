import type { JSONSchema } from '../contract/schema.ts';
import { formatValue } from '../util/format-value.ts';

/**
 * What a value has against a JSON Schema, a sentence each that begins with the path: `days[0]: must be at most 14, not
 * 30`. Empty where it fits.
 *
 * Known are `type` (with OpenAPI's `nullable`), `enum`, `const`, `required`, `properties`, `additionalProperties`,
 * `items`, `prefixItems`, `minItems`, `maxItems`, `minLength`, `maxLength`, `minimum`, `maximum`, `exclusiveMinimum`,
 * `exclusiveMaximum`, `anyOf`, `oneOf`, `allOf`, and `$ref` within the schema. Whatever else it says is read past, so
 * a value is never refused that a full validator would take. That goes for `pattern`, which can take longer than
 * anybody waits, and it is why of `oneOf` several forms may fit: what is read past may tell them apart.
 */
export function schemaProblems(schema: JSONSchema, value: unknown): readonly string[] {
  return check(schema, value, { path: '', root: schema, followed: [] });
}

/** Where a value stands. */
interface Place {
  readonly path: string;
  /** What `#` stands for in references. */
  readonly root: JSONSchema;
  /** References that were followed to this value: one that leads back to itself says nothing. */
  readonly followed: readonly string[];
}

type Problems = readonly string[];
type Check = (schema: JSONSchema, value: unknown, place: Place) => Problems;

function check(schema: unknown, value: unknown, place: Place): Problems {
  if (schema === false) return [say(place, 'must not be there')];
  if (!isRecord(schema)) return [];
  const mismatch = typeProblem(schema, value, place);
  // What else is wrong with a value of another type is of no help.
  if (mismatch) return [mismatch];
  const here = typeof schema.$id === 'string' ? { ...place, root: schema } : place;
  return checks.flatMap((each) => each(schema, value, here));
}

const checks: readonly Check[] = [
  reference,
  (schema, value, place) => (Object.hasOwn(schema, 'const') ? choice([schema.const], value, place) : []),
  (schema, value, place) => (value === null && schema.nullable === true ? [] : choice(schema.enum, value, place)),
  (schema, value, place) => (typeof value === 'string' ? text(schema, value, place) : []),
  (schema, value, place) => (typeof value === 'number' ? number(schema, value, place) : []),
  (schema, value, place) => (Array.isArray(value) ? list(schema, value, place) : []),
  (schema, value, place) => (isRecord(value) ? object(schema, value, place) : []),
  (schema, value, place) => listOf(schema.allOf).flatMap((each) => check(each, value, place)),
  (schema, value, place) => oneOfForms(schema.anyOf, value, place),
  (schema, value, place) => oneOfForms(schema.oneOf, value, place),
];

function typeProblem({ type, nullable }: JSONSchema, value: unknown, place: Place): string | undefined {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const wanted = types.filter((each) => typeof each === 'string' && Object.hasOwn(isOfType, each)) as TypeName[];
  if (wanted.length === 0 || wanted.length < types.length || (nullable === true && value === null)) return undefined;
  if (wanted.some((each) => isOfType[each](value))) return undefined;
  return say(place, `must be ${wanted.map((each) => typeNames[each]).join(' or ')}, not ${formatValue(value)}`);
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

/** An integer beyond 2^53 is a text with all of its digits, see `parseJSON` of the provider kit. */
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

function reference({ $ref }: JSONSchema, value: unknown, place: Place): Problems {
  if (typeof $ref !== 'string' || place.followed.includes($ref)) return [];
  return check(target(place.root, $ref), value, { ...place, followed: [...place.followed, $ref] });
}

/** What a reference within the schema points to; `undefined` for one to elsewhere, and one that leads nowhere. */
function target(root: JSONSchema, reference: string): unknown {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  let found: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const within: unknown = Array.isArray(found) || isRecord(found) ? found : {};
    found = Object.hasOwn(within as object, key) ? (within as Record<string, unknown>)[key] : undefined;
  }
  return found;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function choice(wanted: unknown, value: unknown, place: Place): Problems {
  if (!Array.isArray(wanted) || wanted.some((each) => isSame(each, value))) return [];
  const few = wanted.slice(0, 20).map(formatValue).join(', ');
  const all = wanted.length > 20 ? `${few}, …` : few;
  return [say(place, `must be ${wanted.length === 1 ? all : `one of ${all}`}, not ${formatValue(value)}`)];
}

function text({ minLength, maxLength }: JSONSchema, value: string, place: Place): Problems {
  const { length } = Array.from(value);
  return within(length, minLength, maxLength, (bound) => say(place, `must have ${bound} characters, not ${length}`));
}

function number(schema: JSONSchema, value: number, place: Place): Problems {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  const problems = [...within(value, minimum, maximum, (bound) => say(place, `must be ${bound}, not ${value}`))];
  if (typeof above === 'number' && value <= above) problems.push(say(place, `must be above ${above}, not ${value}`));
  if (typeof below === 'number' && value >= below) problems.push(say(place, `must be below ${below}, not ${value}`));
  return problems;
}

function list(schema: JSONSchema, value: readonly unknown[], place: Place): Problems {
  const { items, prefixItems, minItems, maxItems } = schema;
  // Before 2020-12, a list of schemas stood in `items`, and what follows was said elsewhere.
  const first = listOf(prefixItems ?? items);
  const rest = Array.isArray(items) ? undefined : items;
  const { length } = value;
  return [
    ...within(length, minItems, maxItems, (bound) => say(place, `must have ${bound} items, not ${length}`)),
    ...value.flatMap((each, index) =>
      check(index < first.length ? first[index] : rest, each, inside(place, `[${index}]`)),
    ),
  ];
}

function object(schema: JSONSchema, value: Readonly<Record<string, unknown>>, place: Place): Problems {
  const { required, properties, additionalProperties, patternProperties } = schema;
  const known = isRecord(properties) ? properties : {};
  const missing = listOf(required).filter((key) => typeof key === 'string' && !Object.hasOwn(value, key));
  const others = patternProperties === undefined ? additionalProperties : undefined;
  return [
    ...missing.map((key) => say(inside(place, `.${String(key)}`), 'is missing')),
    ...Object.entries(value).flatMap(([key, each]) => {
      const there = inside(place, `.${key}`);
      if (Object.hasOwn(known, key)) return check(known[key], each, there);
      if (others !== false) return check(others, each, there);
      return [say(there, `is not known here: there is ${Object.keys(known).join(', ') || 'nothing'}`)];
    }),
  ];
}

/** The problems with the form that comes nearest, where none fits. */
function oneOfForms(forms: unknown, value: unknown, place: Place): Problems {
  const tried = listOf(forms).map((form) => check(form, value, place));
  const [nearest] = tried.toSorted((one, other) => one.length - other.length);
  if (!nearest || nearest.length === 0) return [];
  if (tried.length === 1) return nearest;
  return [say(place, `fits none of ${tried.length} forms; what the nearest wants: ${nearest.join('; ')}`)];
}

function within(value: number, least: unknown, most: unknown, problem: (bound: string) => string): Problems {
  if (typeof least === 'number' && value < least) return [problem(`at least ${least}`)];
  return typeof most === 'number' && value > most ? [problem(`at most ${most}`)] : [];
}

const inside = (place: Place, step: string): Place => ({ ...place, path: place.path + step, followed: [] });

const say = ({ path }: Place, problem: string): string => `${path.replace(/^\./, '') || 'the value'}: ${problem}`;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are equal. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && hasSame(one, other);
  return (
    isRecord(one) && isRecord(other) && Object.keys(one).length === Object.keys(other).length && hasSame(one, other)
  );
}

function hasSame(one: object, other: object): boolean {
  const theirs = new Map(Object.entries(other));
  return Object.entries(one).every(([key, value]) => theirs.has(key) && isSame(value, theirs.get(key)));
}
