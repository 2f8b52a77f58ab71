import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJSONValue } from './to-json-value.ts';

const cycle: { id: number; self?: unknown } = { id: 7 };
cycle.self = cycle;
const shared = { a: 1 };

describe('a value as JSON', () => {
  it.each<[string, unknown, unknown]>([
    ['a BigInt', { small: 3n, large: 2n ** 70n }, { small: 3, large: '1180591620717411303424' }],
    ['a cycle', cycle, { id: 7, self: '[circular]' }],
    ['an object that occurs twice', [shared, shared], [{ a: 1 }, { a: 1 }]],
    ['a Map', new Map([['a', new Map([[1, 2n]])]]), { a: { 1: 2 } }],
    ['a Map with objects as keys', new Map([[{ k: 1 }, 'v']]), [[{ k: 1 }, 'v']]],
    ['a Set', new Set([1, 'b']), [1, 'b']],
    [
      'an Error',
      Object.assign(new TypeError('no seats'), { code: 'E1' }),
      { name: 'TypeError', message: 'no seats', code: 'E1' },
    ],
    [
      'causes',
      new Error('a', { cause: new Error('b') }),
      { name: 'Error', message: 'a', cause: { name: 'Error', message: 'b' } },
    ],
    ['numbers', [Number.NaN, Number.POSITIVE_INFINITY, -0.5], ['NaN', 'Infinity', -0.5]],
    ['dates', [new Date(0), new Date(Number.NaN)], ['1970-01-01T00:00:00.000Z', null]],
    ['bytes', new Uint8Array([104, 105]), { base64: 'aGk=' }],
    ['numbers in a typed list', new Float32Array([1, 2.5]), [1, 2.5]],
    ['a URL and a pattern', [new URL('https://a.test/'), /b/u], ['https://a.test/', '/b/u']],
    ['values that JSON omits', { a: undefined, b: () => 1, c: [Symbol('d')] }, { c: [null] }],
    ['its own toJSON', { toJSON: () => ({ kept: 1n }) }, { kept: 1 }],
    [
      'a field that cannot be read',
      {
        get broken(): never {
          throw new Error('gone');
        },
      },
      '[unreadable: gone]',
    ],
  ])('has %s', (_, value, expected) => {
    expect(toJSONValue(value)).toEqual(expected);
  });

  it('is limited in depth', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level += 1) deep = [deep];
    expect(JSON.stringify(toJSONValue(deep))).toContain('[left out: too large]');
  });

  it('equals the result of JSON.stringify for JSON, and can be serialized for any value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) => void expect(JSON.stringify(toJSONValue(value))).toBe(JSON.stringify(value)),
      ),
    );
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
    });
    fc.assert(fc.property(anything, (value) => void JSON.stringify(toJSONValue(value))));
  });
});
