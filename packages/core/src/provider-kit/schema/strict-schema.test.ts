import { describe, expect, it } from 'vitest';
import { toStrictSchema } from './strict-schema.ts';

const object = (fields: object): object => ({ type: 'object', ...fields });
const closed = (properties: object): object =>
  object({ properties, required: Object.keys(properties), additionalProperties: false });
const text = { type: 'string' };
const root = (property: object, fields: object = {}) =>
  object({ properties: { a: property }, required: ['a'], ...fields });

/** Returns the strict schema of the property `a`, or the keyword that the strict subset does not allow. */
function rewritten(property: object, fields: object = {}): unknown {
  const result = toStrictSchema(root(property, fields) as never);
  return 'schema' in result ? (result.schema.properties as { a: unknown }).a : result.keyword;
}

describe('toStrictSchema', () => {
  it('closes every object whose properties are all required', () => {
    expect(toStrictSchema(root(root(text)) as never)).toEqual({ schema: closed({ a: closed({ a: text }) }) });
    expect(rewritten({ type: 'array', items: root(text) })).toEqual({ type: 'array', items: closed({ a: text }) });
  });

  it.each([
    ['what only describes', { ...text, default: 'x', examples: ['y'], $comment: 'z' }, text],
    [
      'oneOf of forms with a constant of their own',
      { oneOf: ['x', 'y'].map((name) => closed({ kind: { type: 'string', const: name } })) },
      { anyOf: ['x', 'y'].map((name) => closed({ kind: { type: 'string', const: name } })) },
    ],
    ['oneOf of different types', { oneOf: [text, { type: 'null' }] }, { anyOf: [text, { type: 'null' }] }],
    [
      'an optional property',
      object({ properties: { b: text, c: { enum: ['x'] }, d: { type: ['string', 'null'] } } }),
      closed({
        b: { type: ['string', 'null'] },
        c: { anyOf: [{ type: 'string', enum: ['x'] }, { type: 'null' }] },
        d: { type: ['string', 'null'] },
      }),
    ],
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    ['a constant without a type', { const: 3 }, { type: 'integer', const: 3 }],
    ['an enum without a type', { enum: ['a', null] }, { type: ['string', 'null'], enum: ['a', null] }],
    [
      'allOf of objects with other properties',
      { allOf: [root(text), object({ properties: { b: text }, required: ['b'] })] },
      closed({ a: text, b: text }),
    ],
    [
      'a pattern with look-around beside a format',
      { ...text, format: 'email', pattern: '^(?!a)b$' },
      { ...text, format: 'email' },
    ],
  ])('rewrites %s', (_, property, expected) => expect(rewritten(property)).toEqual(expected));

  it('keeps references, and puts a description around them', () => {
    const fields = { $defs: { city: root(text) } };
    expect(rewritten({ $ref: '#/$defs/city' }, fields)).toEqual({ $ref: '#/$defs/city' });
    expect(rewritten({ $ref: '#/$defs/city', description: 'Where' }, fields)).toEqual({
      description: 'Where',
      anyOf: [{ $ref: '#/$defs/city' }],
    });
    expect(rewritten({ $ref: '#/$defs/city', title: 'C', default: 1 }, fields)).toEqual({
      title: 'C',
      anyOf: [{ $ref: '#/$defs/city' }],
    });
    expect(toStrictSchema(root({ $ref: '#/$defs/city' }, fields) as never)).toMatchObject({
      schema: { $defs: { city: closed({ a: text }) } },
    });
  });

  it('keeps recursion through a definition, and inlines a reference to another place', () => {
    const node = object({
      properties: { next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } },
      required: ['next'],
    });
    expect(toStrictSchema(root({ $ref: '#/$defs/node' }, { $defs: { node } }) as never)).toHaveProperty('schema');
    const schema = object({ properties: { a: root(text), b: { $ref: '#/properties/a' } }, required: ['a', 'b'] });
    expect(toStrictSchema(schema as never)).toEqual({
      schema: closed({ a: closed({ a: text }), b: closed({ a: text }) }),
    });
  });

  it.each([
    ['additionalProperties', object({})],
    ['additionalProperties', object({ additionalProperties: text })],
    ['additionalProperties', object({ properties: { b: text }, required: ['b'], additionalProperties: true })],
    ['oneOf', { oneOf: [root(text), root(text)] }],
    ['allOf', { allOf: [root(text), root(text)] }],
    ['format', { ...text, format: 'uri' }],
    ['pattern', { ...text, pattern: '^(?=a)' }],
    ['minLength', { ...text, minLength: 1 }],
    ['prefixItems', { type: 'array', prefixItems: [text] }],
    ['uniqueItems', { type: 'array', items: text, uniqueItems: true }],
    ['items', { type: 'array' }],
    ['not', { not: text }],
    ['propertyNames', object({ propertyNames: text })],
    ['type', {}],
    ['$ref', { $ref: 'https://example.com/schema' }],
  ])('returns %s if %j cannot be strict', (keyword, property) => expect(rewritten(property)).toBe(keyword));
});

describe('rules that describe what the service does not accept', () => {
  const rules = { formats: ['date'], keywords: [], optional: true, describe: true, recursive: false };
  const fit = (property: object, more: object = {}) => {
    const result = toStrictSchema(root(property) as never, { ...rules, ...more });
    return 'schema' in result ? (result.schema.properties as { a: unknown }).a : result.keyword;
  };

  it.each([
    [
      { type: 'integer', minimum: 1 },
      { type: 'integer', description: '{minimum: 1}' },
    ],
    [
      { ...text, pattern: '^a', description: 'A.' },
      { ...text, description: 'A. {pattern: "^a"}' },
    ],
    [
      { ...text, format: 'date' },
      { ...text, format: 'date' },
    ],
    [
      { ...text, format: 'isbn' },
      { ...text, description: '{format: "isbn"}' },
    ],
    [{ oneOf: [text, text] }, { anyOf: [text, text] }],
  ])('write %j as %j', (property, expected) => expect(fit(property)).toEqual(expected));

  it('keep optional properties optional, up to a number', () => {
    const property = object({ properties: { b: text, c: text }, required: ['b'] });
    expect(fit(property)).toEqual({ ...closed({ b: text, c: text }), required: ['b'] });
    expect(fit(property, { maxOptional: 0 })).toBe('required');
    expect(fit({ type: ['string', 'null'] }, { maxUnions: 0 })).toBe('anyOf');
  });

  it('refuse a definition that contains itself, directly or through another one', () => {
    const tree = (defs: object) => toStrictSchema({ ...root({ $ref: '#/$defs/x' }), $defs: defs } as never, rules);
    const pointing = (name: string) => root({ $ref: `#/$defs/${name}` });
    expect(tree({ x: pointing('x') })).toEqual({ keyword: '$ref' });
    expect(tree({ x: pointing('y'), y: pointing('x') })).toEqual({ keyword: '$ref' });
    expect(tree({ x: pointing('y'), y: text })).toHaveProperty('schema');
  });
});
