import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JSONSchema } from '../../contract/schema.ts';
import { schemaProblems } from '../../structured/validate-json-schema.ts';
import { fitSchema, toParameters } from './fit-schema.ts';

const reference = fc.constantFrom(
  '#',
  '#/$defs/a',
  '#/$defs/b',
  '#/properties/a',
  '#/nowhere',
  'https://a.example/b',
  '',
);
const { schema } = fc.letrec<{ schema: unknown; list: unknown[]; map: object }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(true, false, null, 7, 'x', {}, []),
    fc.record(
      {
        type: fc.oneof(
          fc.constantFrom('object', 'string', 'array', 'null', 'integer', 7),
          fc.constant(['string', 'null']),
        ),
        properties: tie('map'),
        required: fc.constantFrom(['a'], ['a', 'b'], 'a', [7]),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        items: tie('schema'),
        anyOf: tie('list'),
        oneOf: tie('list'),
        allOf: tie('list'),
        $defs: tie('map'),
        $ref: reference,
        enum: fc.constantFrom(['a', 1, null], [], 'a'),
        const: fc.constantFrom('a', null, { a: 1 }),
        format: fc.constantFrom('date-time', 'x', 7),
        pattern: fc.constantFrom('^a$', '(?=a)', 7),
      },
      { requiredKeys: [] },
    ),
  ),
  list: fc.array(tie('schema'), { maxLength: 3 }),
  map: fc.oneof(fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('schema')), fc.constant(7 as never)),
}));

describe('any schema', () => {
  it('is fitted without an exception, and becomes JSON with an object at the root', () => {
    const root = schema.filter(
      (each): each is JSONSchema => typeof each === 'object' && each !== null && !Array.isArray(each),
    );
    fc.assert(
      fc.property(root, (each) => {
        const fitted = fitSchema(each, { model: 'm' });
        expect(() => JSON.stringify(fitted.schema)).not.toThrow();
        expect(fitted.strict || fitted.warnings.length === 1).toBe(true);
        if (fitted.strict) expect(fitted.schema.type).toBe('object');
        toParameters(each);
      }),
      { numRuns: 1000 },
    );
  });

  it('checks any value without an exception', () => {
    fc.assert(
      fc.property(schema, fc.jsonValue({ maxDepth: 3 }), (each, value) => {
        expect(Array.isArray(schemaProblems(each as JSONSchema, value))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
