import { describe, expect, it } from 'vitest';
import { asList, asNumber, asObject, asText, isWebPage } from './wire-value.ts';

describe('a value from a response', () => {
  it.each([
    [asObject, [{ a: 1 }], [[], null, 'text', 7, undefined]],
    [asText, ['text'], ['', 7, null, {}, undefined]],
    [asNumber, [0, -1.5], [Number.NaN, Number.POSITIVE_INFINITY, '7', null, undefined]],
  ])('is returned if it has the type, otherwise undefined: %o', (as, fitting, others) => {
    for (const value of fitting) expect(as(value)).toBe(value);
    for (const value of others) expect(as(value)).toBeUndefined();
  });

  it('is returned if it is a list, otherwise an empty list', () => {
    expect(asList([1])).toEqual([1]);
    for (const value of [{}, 'text', null, undefined]) expect(asList(value)).toEqual([]);
  });
});

it.each(['<!DOCTYPE html><p>', ' <html>', '<?xml version="1.0"?>'])('%j is a web page', (text) => {
  expect(isWebPage(text)).toBe(true);
});

it.each(['{}', 'plain text', '', 'a <html> in the middle'])('%j is no web page', (text) => {
  expect(isWebPage(text)).toBe(false);
});
