import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatValue } from './format-value.ts';
import { nearest, plainName } from './names.ts';

describe('formatValue', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;

  it.each([
    ['text', '"text"'],
    ['two\nlines', '"two\\nlines"'],
    [Number.NaN, 'NaN'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ a: [1] }, '{"a":[1]}'],
    [new Uint8Array(3), '3 bytes'],
    [() => 1, 'function'],
    [Symbol('s'), 'symbol'],
    [circular, 'object'],
    [[1n], 'object'],
  ])('shows a value, sample %#', (value, text) => expect(formatValue(value)).toBe(text));

  it('never throws, and returns one line of limited length', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true }),
        (value) => {
          const text = formatValue(value);
          expect(text).not.toMatch(/\n/);
          expect(text.length).toBeLessThan(600);
        },
      ),
    );
    expect(formatValue('x'.repeat(1e6)).length).toBeLessThan(100);
  });
});

describe('nearest', () => {
  const known = ['temperature', 'topP', 'maxTokens', 'stop', 'seed', 'system'];

  it.each([
    ['temprature', 'temperature'],
    ['Temperature', 'temperature'],
    ['max_tokens', 'maxTokens'],
    ['maxToken', 'maxTokens'],
    ['top-p', 'topP'],
    ['sytsem', 'system'],
    ['colour', undefined],
    ['s', undefined],
    ['', undefined],
  ])('suggests for %j: %j', (name, meant) => expect(nearest(name, known)).toBe(meant));

  it('finds a name with one letter dropped, added or changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('temperature', 'maxTokens', 'system'),
        fc.nat(8),
        fc.constantFrom('', 'q', 'qq'),
        (name, at, by) => {
          const place = at % name.length;
          expect(nearest(name.slice(0, place) + by + name.slice(place + 1), known)).toBe(name);
        },
      ),
    );
  });
});

describe('plainName', () => {
  it('ignores case, hyphens and underscores', () => expect(plainName('My-Own_LLM')).toBe('myownllm'));
});
