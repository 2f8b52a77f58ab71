import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePartialJSON } from './partial-json.ts';

describe('the beginning of a JSON text', () => {
  it.each<[string, unknown]>([
    ['', undefined],
    ['  ', undefined],
    ['{', {}],
    ['{"a', {}],
    ['{"a"', {}],
    ['{"a":', {}],
    ['{"a": "b', { a: 'b' }],
    ['{"a": "b\\', { a: 'b' }],
    ['{"a": "b\\u00e', { a: 'b' }],
    ['{"a": "b\\ud83d', { a: 'b' }],
    ['{"a": 1', {}],
    ['{"a": 12,', { a: 12 }],
    ['{"a": tru', {}],
    ['{"a": true', { a: true }],
    ['{"a": [1, 2', { a: [1] }],
    ['{"a": [{"b": "c"}, {"d"', { a: [{ b: 'c' }, {}] }],
    ['[', []],
    ['"text', 'text'],
    ['{"__proto__": {"x": 1}, "y": ', JSON.parse('{"__proto__": {"x": 1}}')],
    ['Sorry, I cannot', undefined],
    ['{a: 1}', undefined],
  ])('%j is read as far as possible', (text, value) => expect(parsePartialJSON(text)).toEqual(value));

  it('is the complete value at the end, and a part of it before', () => {
    const agrees = (value: unknown, cut: number): void => {
      const text = JSON.stringify(value, null, cut % 2);
      expect(parsePartialJSON(text)).toEqual(JSON.parse(text));
      const part = parsePartialJSON(text.slice(0, cut % (text.length + 1)));
      expect(isPartOf(part, JSON.parse(text))).toBe(true);
    };
    const containers = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()));
    fc.assert(fc.property(containers, fc.nat(), agrees), { numRuns: 500 });
  });

  it('is read without an exception for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parsePartialJSON(text)));
    expect(() => parsePartialJSON('['.repeat(100_000))).not.toThrow();
  });
});

function isPartOf(part: unknown, whole: unknown): boolean {
  if (part === undefined) return true;
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part);
  if (Array.isArray(part)) return Array.isArray(whole) && part.every((each, at) => isPartOf(each, whole[at]));
  if (typeof part === 'object' && part !== null) {
    return Object.entries(part).every(([key, value]) => isPartOf(value, (whole as Record<string, unknown>)[key]));
  }
  return Object.is(part, whole);
}
