import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJSON } from './find-json.ts';

describe('JSON in the text of an answer', () => {
  it.each([
    '{"a":1}',
    ' \n{"a":1}\n',
    '```json\n{"a":1}\n```',
    '```\n{"a":1}```',
    'Here is the object:\n\n```json\n{"a":1}\n```\nAnything else?',
    '<think>Maybe {"a":2}?</think>{"a":1}',
    '<think>\nHm.\n</think>\n\n```json\n{"a":1}\n```',
    'Sure! {"a":1} is the answer [1].',
    'As in [2], the answer is {"a":1}.',
    '```JSON {"a":1}```',
  ])('is found in %j', (text) => expect(findJSON(text)).toEqual({ a: 1 }));

  it.each(['', 'Sorry, I cannot.', '{"a":', '<think>{"a":1}</think>', '{a: 1}'])('is not found in %j', (text) => {
    expect(() => findJSON(text)).toThrow(SyntaxError);
  });

  it('is found behind any prose without brackets and fences', () => {
    const prose = fc.string().filter((text) => !/[[\]{}`"<>]/.test(text));
    const value = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    const found = (before: string, object: object, after: string): void => {
      expect(findJSON(`${before} ${JSON.stringify(object)} ${after}`)).toEqual(JSON.parse(JSON.stringify(object)));
    };
    fc.assert(fc.property(prose, value, prose, found));
  });

  it('is searched in linear time', () => {
    const started = performance.now();
    expect(() => findJSON('{'.repeat(300_000))).toThrow();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
