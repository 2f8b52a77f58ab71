import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JSONSchema } from '../contract/schema.ts';
import { schemaProblems } from './validate-json-schema.ts';

const trip = {
  type: 'object',
  properties: {
    city: { type: 'string', minLength: 1 },
    unit: { enum: ['C', 'F'] },
    days: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 14 }, maxItems: 3 },
    range: { prefixItems: [{ type: 'number' }, { type: 'number' }], items: false },
    guest: { $ref: '#/$defs/guest' },
    stay: { anyOf: [{ $ref: '#/$defs/hotel' }, { $ref: '#/$defs/tent' }] },
    version: { const: 2 },
  },
  required: ['city'],
  additionalProperties: false,
  $defs: {
    guest: {
      type: 'object',
      properties: { name: { type: ['string', 'null'] }, friend: { $ref: '#/$defs/guest' } },
      required: ['name'],
    },
    hotel: { type: 'object', properties: { kind: { const: 'hotel' }, stars: { type: 'number' } }, required: ['kind'] },
    tent: { type: 'object', properties: { kind: { const: 'tent' } }, required: ['kind'] },
  },
};

describe('a value that does not fit a JSON Schema', () => {
  it.each<[string, object, string]>([
    ['a wrong type', { city: 7 }, 'city: must be a string, not 7'],
    ['a missing key', {}, 'city: is missing'],
    ['a missing key further in', { city: 'x', guest: {} }, 'guest.name: is missing'],
    [
      'a key that is not known',
      { city: 'x', citty: 'y' },
      'citty: is not allowed; allowed properties: city, unit, days,',
    ],
    ['a word that is not offered', { city: 'x', unit: 'K' }, 'unit: must be one of "C", "F", not "K"'],
    ['another value than the only one', { city: 'x', version: '2' }, 'version: must be 2, not "2"'],
    ['a number that is too high', { city: 'x', days: [1, 30] }, 'days[1]: must be at most 14, not 30'],
    ['one item too many', { city: 'x', range: [1, 2, 3] }, 'range[2]: is not allowed'],
    ['a wrong item of a pair', { city: 'x', range: [1, '2'] }, 'range[1]: must be a number, not "2"'],
    ['a number that is not whole', { city: 'x', days: [1.5] }, 'days[0]: must be a whole number, not 1.5'],
    ['a text that is too short', { city: '' }, 'city: must have at least 1 characters, not 0'],
    ['a list that is too long', { city: 'x', days: [1, 1, 1, 1] }, 'days: must have at most 3 items, not 4'],
    [
      'a wrong type behind references',
      { city: 'x', guest: { name: 'Ada', friend: { name: 7 } } },
      'guest.friend.name: must be a string or null, not 7',
    ],
    [
      'a value of none of the forms',
      { city: 'x', stay: { kind: 'hotel', stars: 'five' } },
      'stay: fits none of 2 forms; problems with the closest: stay.stars: must be a number, not "five"',
    ],
  ])('is reported with %s and its path', (_, value, words) => {
    expect(schemaProblems(trip, value)).toEqual([expect.stringContaining(words)]);
  });

  it('is reported with all its problems', () => {
    expect(schemaProblems(trip, { unit: 'K', days: 'all', guest: { name: 7 } })).toHaveLength(4);
  });

  it('has only its own keys', () => {
    const value: unknown = JSON.parse('{"city":"x","__proto__":{}}');
    expect(schemaProblems(trip, value)).toEqual([expect.stringContaining('__proto__: is not allowed')]);
    expect(schemaProblems({ required: ['toString'] }, {})).toEqual(['toString: is missing']);
    expect(schemaProblems({ enum: [{ a: 1 }] }, JSON.parse('{"__proto__":1}'))).toHaveLength(1);
  });
});

describe('an unsupported keyword', () => {
  it.each<[string, JSONSchema, unknown]>([
    ['a pattern', { type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(40)}!`],
    ['a format', { type: 'string', format: 'date' }, 'soon'],
    ['what must not be', { not: {} }, 1],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema' }, 1],
    ['a reference that leads nowhere', { $ref: '#/$defs/nothing/%zz' }, 1],
    ['a reference to itself', { $ref: '#', anyOf: [{ $ref: '#' }] }, 1],
    ['a type of another dialect', { type: 'STRING' }, 1],
    ['a keyword of an older draft', { minimum: 1, exclusiveMinimum: true }, 1],
    ['keys by pattern', { patternProperties: { '^x-': {} }, additionalProperties: false }, { 'x-a': 1 }],
    ['forms that a pattern tells apart', { oneOf: [{ pattern: '^a' }, { pattern: '^b' }] }, 'a'],
    ['null where OpenAPI allows it', { type: 'string', enum: ['a'], nullable: true }, null],
    ['what is no schema', { properties: 7, required: 7, items: 7, anyOf: 7, enum: 7 }, { a: 1 }],
  ])('is ignored: %s', (_, schema, value) => {
    expect(schemaProblems(schema, value)).toEqual([]);
  });
});

const name = fc.constantFrom('a', 'b', 'c');
const small = fc.integer({ min: -3, max: 3 });
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 1, 2, 1.5, -1, '', 'a', 'ab', '\u{1f600}'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(name, tie('json'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');

/** Schemas with every supported keyword and with references to two definitions, one of which may refer to the other. */
const { schema } = fc.letrec<{ schema: JSONSchema }>((tie) => {
  const some = (arbitrary: fc.Arbitrary<unknown>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
  const forms = fc.array(tie('schema'), { minLength: 1, maxLength: 3 });
  const leaf = fc.record(
    {
      type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
      enum: fc.array(json, { minLength: 1, maxLength: 4 }),
      const: json,
      minLength: fc.nat(2),
      maxLength: fc.nat(3),
      minimum: small,
      maximum: small,
      exclusiveMinimum: small,
      exclusiveMaximum: small,
      minItems: fc.nat(2),
      maxItems: fc.nat(3),
      required: fc.uniqueArray(name, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
  const ref = fc.constantFrom({ $ref: '#/$defs/one' }, { $ref: '#/$defs/~1two%20' });
  const branch = fc.record({
    type: some(type),
    properties: some(fc.dictionary(name, tie('schema'), { maxKeys: 3, noNullPrototype: true })),
    additionalProperties: some(fc.oneof(fc.boolean(), tie('schema'))),
    items: some(fc.oneof(fc.boolean(), tie('schema'), forms)),
    allOf: some(forms),
    anyOf: some(forms),
  });
  return {
    schema: fc.oneof({ depthSize: 'small' }, { weight: 3, arbitrary: leaf }, ref, branch) as fc.Arbitrary<never>,
  };
});

const stripped = (value: unknown): JSONSchema => JSON.parse(JSON.stringify(value)) as JSONSchema;
const withDefinitions = fc
  .tuple(schema, fc.constantFrom({ type: 'string' }, { properties: { a: { $ref: '#/$defs/~1two ' } } }), schema)
  .map(([root, one, two]) => {
    const $defs = { one, '/two ': hasReference(two) ? { type: 'integer' } : two };
    return stripped({ allOf: [root], $defs });
  });
const hasReference = (value: unknown): boolean => JSON.stringify(value).includes('$ref');

/** Returns `true` if a full validator (Ajv) accepts a value. */
const fits = (given: JSONSchema, value: unknown): boolean =>
  new Ajv({ strict: false, validateSchema: false }).validate(given, value);

describe('any value and any schema', () => {
  it('have the result of a full validator for the supported keywords', () => {
    const agree = (given: JSONSchema, value: unknown) => {
      expect(schemaProblems(given, value).length === 0).toBe(fits(given, value));
    };
    fc.assert(fc.property(withDefinitions, json, agree), { numRuns: 300 });
  });

  it('are never rejected if a full validator accepts them, with any other keywords', () => {
    const extra = fc.record(
      {
        oneOf: fc.array(schema, { minLength: 1, maxLength: 3 }),
        pattern: fc.constantFrom('^a', 'b$'),
        multipleOf: fc.constant(2),
        uniqueItems: fc.boolean(),
        patternProperties: fc.constant({ '^a': true }),
        not: schema,
      },
      { requiredKeys: [] },
    );
    const sound = (given: JSONSchema, more: object, value: unknown) => {
      const whole = stripped({ ...given, ...more });
      if (fits(whole, value)) expect(schemaProblems(whole, value)).toEqual([]);
    };
    fc.assert(fc.property(withDefinitions, extra, json, sound), { numRuns: 300 });
  });
});
