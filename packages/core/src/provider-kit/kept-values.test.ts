import { describe, expect, it } from 'vitest';
import { InvalidAnswerError } from '../contract/errors.ts';
import { countKept } from './kept-values.ts';
import { latestFields } from './latest-fields.ts';
import type { Origin } from './origin.ts';
import { collectSources } from './sources.ts';

const origin: Origin = { service: { name: 'test' }, baseURL: 'http://localhost', secrets: [] };
const tooLarge = expect.objectContaining({ constructor: InvalidAnswerError, code: 'answer_too_large' });

describe('what an answer keeps of a stream without end', () => {
  it.each<[string, () => (place: number) => unknown]>([
    ['values', () => countKept(origin)],
    [
      'lists of values',
      () =>
        (
          (keep) => () =>
            keep(new Array(1000).fill([]))
        )(countKept(origin)),
    ],
    [
      'sources',
      () => {
        const sources = collectSources(origin);
        return (place) => sources.add([{ type: 'url', url: `https://a.example/${place}` }]);
      },
    ],
    [
      'sources with long passages',
      () => {
        const sources = collectSources(origin);
        return (place) => sources.add([{ type: 'url', url: `https://a.example/${place}`, text: 'a'.repeat(1e6) }]);
      },
    ],
  ])('has a limit: %s', (_, create) => {
    const add = create();
    expect(() => {
      for (let place = 0; place < 1e6; place += 1) add(place);
    }).toThrow(tooLarge);
  });

  it('includes repeated sources once', () => {
    const sources = collectSources(origin);
    for (let place = 0; place < 100_000; place += 1) sources.add([{ type: 'url', url: 'https://a.example' }]);
    expect(sources.parts()).toHaveLength(1);
  });
});

describe('fields that arrive in several events', () => {
  it('have the latest value', () => {
    const fields = latestFields(latestFields({}, { a: 1, b: 2, c: null }), { b: 3, a: undefined });
    expect(fields).toEqual({ a: 1, b: 3 });
    expect(latestFields(fields, 'text')).toBe(fields);
  });

  it('are limited in number and size', () => {
    let fields = latestFields({}, { tokens: 1, huge: new Array(1000).fill(0) });
    for (let place = 0; place < 1000; place += 1)
      fields = latestFields(fields, { [`f${place}`]: place, tokens: place });
    expect(Object.keys(fields)).toHaveLength(64);
    expect(fields).toMatchObject({ tokens: 999, f0: 0 });
    expect(fields).not.toHaveProperty('huge');
  });

  it('are read from the first 1,000 fields of an event', () => {
    const many = Object.fromEntries(Array.from({ length: 999 }, (_, place) => [`f${place}`, null]));
    expect(latestFields({}, { ...many, last: 1, beyond: 2 })).toEqual({ last: 1 });
  });
});
