import { describe, expect, it } from 'vitest';
import { outputText } from './output-text.ts';
import { plainParameters } from './plain-parameters.ts';
import { rateLimitOf } from './rate-limit.ts';
import { uniqueIds } from './unique-id.ts';

describe('uniqueIds', () => {
  it('keeps a new id, and adds a number to a repeated one', () => {
    const unique = uniqueIds();
    expect(['a', 'a', 'b', 'a_2', 'a'].map(unique)).toEqual(['a', 'a_2', 'b', 'a_2_2', 'a_3']);
  });
});

describe('plainParameters', () => {
  it('omits undefined options, and warns of those that the model does not support', () => {
    const request = { model: 'a-model', temperature: 0, topP: undefined, seed: 7 };
    const fields = { temperature: 'temperature', topP: 'top_p', seed: 'seed' };
    expect(plainParameters(request, fields, ['seed'])).toEqual({
      parameters: { temperature: 0 },
      warnings: ["a-model does not support 'seed'; it was left out."],
    });
  });
});

describe('outputText', () => {
  it.each([
    ['plain', 'plain'],
    [{ a: 1 }, '{"a":1}'],
    ['', '(no output)'],
    [undefined, '(no output)'],
  ])('writes %j as %j', (output, text) => expect(outputText(output)).toBe(text));
});

describe('rateLimitOf', () => {
  const headers = new Headers({
    date: 'Mon, 30 Nov 2026 12:00:00 GMT',
    'acme-requests-remaining': '4',
    'acme-requests-limit': '50',
    'acme-requests-reset': '2026-11-30T12:00:30Z',
    'acme-tokens-remaining': '0',
    'acme-tokens-reset': '2026-11-30T11:00:00Z',
  });

  it('reads other names of headers, and dates relative to the date of the response', () => {
    expect(rateLimitOf(headers, (resource, field) => `acme-${resource}-${field}`)).toEqual({
      requests: { remaining: 4, limit: 50, reset: 30 },
      tokens: { remaining: 0, reset: 0 },
    });
  });

  it('ignores an invalid date', () => {
    const broken = new Headers({ 'x-ratelimit-remaining-tokens': '1', 'x-ratelimit-reset-tokens': '2026-99-99T' });
    expect(rateLimitOf(broken)).toEqual({ requests: undefined, tokens: undefined });
  });
});
