import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textMatching } from './pattern.ts';
import { sample } from './sample.ts';

const ajv = new Ajv2020({ strict: false, validateFormats: false });

const length = fc.nat({ max: 12 });

// ajv ignores properties with this name and then reports them as additional.
const name = fc.string().filter((text) => text !== '__proto__');

// ajv compares values with these methods if an object defines them.
const json = fc.jsonValue().filter((value) => !/"(?:toString|valueOf|constructor)":/.test(JSON.stringify(value)));

const range = (least: string, most: string): fc.Arbitrary<Record<string, number>> =>
  fc.oneof(
    fc.constant({}),
    fc.tuple(length, length).map(([one, other]) => ({ [least]: Math.min(one, other), [most]: Math.max(one, other) })),
  );

const { schema } = fc.letrec<{ schema: Record<string, unknown>; leaf: Record<string, unknown> }>((tie) => ({
  leaf: fc.oneof(
    fc.constant({}),
    json.map((value) => ({ const: value })),
    fc.array(json, { minLength: 1 }).map((values) => ({ enum: values })),
    fc.constantFrom({ type: 'boolean' }, { type: 'null' }, { type: ['string', 'null'] }),
    range('minLength', 'maxLength').map((limits) => ({ type: 'string', ...limits })),
    fc
      .constantFrom('^\\d{3}-\\d{4}$', '^[A-Z]{2,5}$', '^(red|green)-[0-9a-f]+$', '^v\\d+\\.\\d+$', '^#?\\w+$')
      .map((pattern) => ({ type: 'string', pattern })),
    fc
      .tuple(fc.constantFrom('integer', 'number'), range('minimum', 'maximum'))
      .map(([type, limits]) => ({ type, ...limits })),
    fc.integer({ min: -9, max: 9 }).map((exclusiveMinimum) => ({ type: 'integer', exclusiveMinimum, multipleOf: 3 })),
  ),
  schema: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.tuple(fc.dictionary(name, tie('schema'), { maxKeys: 4 }), fc.boolean()).map(([properties, open]) => ({
      type: 'object',
      properties,
      required: Object.keys(properties).slice(1),
      ...(!open && { additionalProperties: false }),
    })),
    fc
      .tuple(tie('schema'), range('minItems', 'maxItems'))
      .map(([items, limits]) => ({ type: 'array', items, ...limits })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

describe('a sample of a JSON Schema', () => {
  it('satisfies any schema', () => {
    fc.assert(
      fc.property(schema, fc.string(), (wanted, text) => {
        const value = JSON.parse(JSON.stringify(sample(wanted, { text, label: 'simulated' }))) as unknown;
        const validate = ajv.compile(wanted);
        expect([validate(value), validate.errors, value]).toEqual([true, null, value]);
      }),
      { numRuns: 300 },
    );
  });

  it('follows references, ends recursion, and merges `allOf`', () => {
    const tree = {
      $ref: '#/$defs/node',
      $defs: {
        named: { type: 'object', properties: { name: { type: 'string', format: 'email' } }, required: ['name'] },
        node: {
          allOf: [{ $ref: '#/$defs/named' }],
          type: 'object',
          properties: { children: { type: 'array', items: { $ref: '#/$defs/node' } } },
          required: ['children'],
        },
      },
    };
    const value = sample(tree, { text: '' });
    expect(ajv.validate(tree, value)).toBe(true);
    expect(value).toMatchObject({ name: 'someone@example.com' });
  });

  it('has distinct items if required', () => {
    for (const items of [{ type: 'string' }, { enum: ['a', 'b', 'c'] }, { type: 'integer', minimum: 5 }]) {
      const wanted = { type: 'array', items, minItems: 3, uniqueItems: true };
      expect([ajv.validate(wanted, sample(wanted, { text: '' })), items]).toEqual([true, items]);
    }
  });

  it('contains numbers and names of the question', () => {
    const numbers = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'number' } } };
    expect(sample(numbers, { text: 'Add 2 and 3.5' })).toEqual({ a: 2, b: 3.5 });
    const names = { type: 'object', properties: { from: { type: 'string' }, to: { type: 'string' } } };
    expect(sample(names, { text: 'Book a flight from Lima to New York' })).toEqual({ from: 'Lima', to: 'New York' });
  });

  it('ends for circular references', () => {
    expect(sample({ $ref: '#' }, { text: 'x' })).toBeTypeOf('string');
  });
});

describe('a text for a pattern', () => {
  it.each([
    '^[^@\\s]+@[^@\\s]+\\.com$',
    '^(?:a|b){2,}c?$',
    '^\\+?[1-9]\\d{1,14}$',
    '(?<year>\\d{4})-[01]\\d',
    'a.c',
    '',
  ])('matches %s', (pattern) => expect(textMatching(pattern)).toMatch(new RegExp(pattern, 'u')));
});
