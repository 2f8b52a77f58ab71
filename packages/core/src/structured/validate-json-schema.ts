import type { JSONSchema } from '../contract/schema.ts';
import { formatValue } from '../util/format-value.ts';
import { typeProblem } from './json-types.ts';
import { isRecord, isSame } from './json-value.ts';
import { referenced } from './schema-reference.ts';

/**
 * Compares a value with a JSON Schema and returns one sentence per problem, each with its path: `days[0]: must be at
 * most 14, not 30`. The list is empty if the value fits.
 *
 * The function checks `type` (with OpenAPI's `nullable`), `enum`, `const`, `required`, `properties`,
 * `additionalProperties`, `items`, `prefixItems`, `minItems`, `maxItems`, `minLength`, `maxLength`, `minimum`,
 * `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `anyOf`, `oneOf`, `allOf`, and `$ref` within the schema. It
 * ignores every other keyword, so it never refuses a value that a full validator accepts. It ignores `pattern` because
 * a hostile pattern can run for minutes. Several forms of `oneOf` may fit, because an ignored keyword may distinguish
 * them.
 */
export function schemaProblems(schema: JSONSchema, value: unknown): readonly string[] {
  return check(schema, value, { path: '', root: schema, followed: [] });
}

/** Position of a value within the whole value. */
interface Place {
  readonly path: string;
  /** The schema that `#` names in references. */
  readonly root: JSONSchema;
  /** References followed to reach this value. A reference that leads back to itself restricts nothing. */
  readonly followed: readonly string[];
}

type Problems = readonly string[];
type Check = (schema: JSONSchema, value: unknown, place: Place) => Problems;

function check(schema: unknown, value: unknown, place: Place): Problems {
  if (schema === false) return [say(place, 'is not allowed')];
  if (!isRecord(schema)) return [];
  const mismatch = typeProblem(schema, value);
  // A value of the wrong type is reported only once. Further problems would not help.
  if (mismatch) return [say(place, mismatch)];
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

function reference({ $ref }: JSONSchema, value: unknown, place: Place): Problems {
  if (typeof $ref !== 'string' || place.followed.includes($ref)) return [];
  return check(referenced(place.root, $ref), value, { ...place, followed: [...place.followed, $ref] });
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
  // Before draft 2020-12, `items` could be a list of schemas, and `additionalItems` applied to the rest.
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
      return [say(there, `is not allowed; allowed properties: ${Object.keys(known).join(', ') || 'none'}`)];
    }),
  ];
}

/** Returns no problems if one form matches, otherwise those of the closest form. */
function oneOfForms(forms: unknown, value: unknown, place: Place): Problems {
  const tried = listOf(forms).map((form) => check(form, value, place));
  const [nearest] = tried.toSorted((one, other) => one.length - other.length);
  if (!nearest || nearest.length === 0) return [];
  if (tried.length === 1) return nearest;
  return [say(place, `fits none of ${tried.length} forms; problems with the closest: ${nearest.join('; ')}`)];
}

function within(value: number, least: unknown, most: unknown, problem: (bound: string) => string): Problems {
  if (typeof least === 'number' && value < least) return [problem(`at least ${least}`)];
  return typeof most === 'number' && value > most ? [problem(`at most ${most}`)] : [];
}

const inside = (place: Place, step: string): Place => ({ ...place, path: place.path + step, followed: [] });

const say = ({ path }: Place, problem: string): string => `${path.replace(/^\./, '') || 'the value'}: ${problem}`;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
