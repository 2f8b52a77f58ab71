import { describe, expect, it } from 'vitest';
import { isStrictSchema } from './strict-schema.ts';

const object = (fields: object): object => ({ type: 'object', ...fields });
const name = { name: { type: 'string' } };

describe('isStrictSchema', () => {
  it.each([
    [object({ properties: name, required: ['name'], additionalProperties: false }), true],
    [object({ properties: name, additionalProperties: false }), false],
    [object({ properties: name, required: ['name'] }), false],
    [
      object({ properties: { inner: object({ properties: name }) }, required: ['inner'], additionalProperties: false }),
      false,
    ],
    [{ type: 'array', items: object({ properties: name, required: [] }) }, false],
    [{ anyOf: [{ type: 'string' }, object({ properties: name })] }, false],
    [{ type: 'string' }, true],
  ])('of %j is %s', (schema, strict) => {
    expect(isStrictSchema(schema)).toBe(strict);
  });
});
