import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StandardSchema } from '../contract/schema.ts';
import { withoutNulls } from './without-nulls.ts';

const text = { type: 'string' };
const schema = {
  type: 'object',
  properties: {
    query: text,
    limit: { type: 'number' },
    cursor: { type: ['string', 'null'] },
    filter: { type: 'object', properties: { from: text } },
    sort: { type: 'array', items: { type: 'object', properties: { by: text, order: { enum: ['up', 'down'] } } } },
  },
  required: ['query'],
};

describe('nulls that a JSON Schema rejects', () => {
  it.each([
    [{ query: 'a', limit: null }, { query: 'a' }],
    [
      { query: 'a', cursor: null },
      { query: 'a', cursor: null },
    ],
    [
      { query: 'a', filter: { from: null } },
      { query: 'a', filter: {} },
    ],
    [{ query: 'a', filter: null, limit: null }, { query: 'a' }],
    [
      { query: 'a', sort: [{ by: 'x', order: null }] },
      { query: 'a', sort: [{ by: 'x' }] },
    ],
    [{ query: null }, { query: null }],
    [
      { query: 'a', other: null },
      { query: 'a', other: null },
    ],
  ])('are removed from %j', async (value, expected) => {
    const before = structuredClone(value);
    expect(await withoutNulls(schema, value)).toEqual(expected);
    expect(value).toEqual(before);
  });

  it('are recognized in references and `anyOf`', async () => {
    const deep = {
      $defs: { page: { type: 'object', properties: { size: { type: 'integer' } } } },
      type: 'object',
      properties: { page: { $ref: '#/$defs/page' }, range: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
    };
    expect(await withoutNulls(deep, { page: { size: null }, range: null })).toEqual({ page: {}, range: null });
  });

  it('do not occur in a value that is returned unchanged', async () => {
    const value = { query: 'a' };
    expect(await withoutNulls(schema, value)).toBe(value);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (any) => void expect(await withoutNulls({}, any)).toBe(any)),
    );
  });
});

describe('nulls that a library rejects', () => {
  /** Schema that rejects `null` in `a` and `b.c`, and reports only the first problem. */
  const one: StandardSchema = {
    '~standard': {
      version: 1,
      vendor: 'own',
      validate(value) {
        const { a, b } = value as { a?: unknown; b?: { c?: unknown } };
        if (a === null) return { issues: [{ message: 'Expected number', path: ['a'] }] };
        if (b?.c === null) return { issues: [{ message: 'Expected number', path: [{ key: 'b' }, { key: 'c' }] }] };
        return { value };
      },
    },
  };

  it('are removed, even if it reports one problem at a time', async () => {
    expect(await withoutNulls(one, { a: null, b: { c: null }, d: null })).toEqual({ b: {}, d: null });
  });

  it('are kept if there is another problem', async () => {
    const whole: StandardSchema = {
      '~standard': { version: 1, vendor: 'own', validate: () => ({ issues: [{ message: 'No.' }] }) },
    };
    expect(await withoutNulls(whole, { a: null })).toEqual({ a: null });
  });
});
