import { describe, expect, it } from 'vitest';
import { rateLimitOf } from './rate-limit.ts';

const headersOf = (remaining: string | undefined, reset: string | undefined): Headers =>
  new Headers({
    ...(remaining !== undefined && { 'x-ratelimit-remaining-requests': remaining }),
    ...(reset !== undefined && { 'x-ratelimit-reset-requests': reset }),
  });

describe('rateLimitOf', () => {
  it.each([
    ['17ms', 0.017],
    ['0s', 0],
    ['1s', 1],
    ['1m30s', 90],
    ['6m0s', 360],
    ['1h2m3.5s', 3723.5],
    ['7.66s', 7.66],
    ['60', 60],
  ])('reads a reset of %s', (text, reset) => {
    expect(rateLimitOf(headersOf('3', text))).toEqual({ requests: { remaining: 3, reset }, tokens: undefined });
  });

  it.each([
    [undefined, '1s'],
    ['3', undefined],
    ['3', ''],
    ['3', 'soon'],
    ['3', '..s'],
    ['-1', '1s'],
    ['many', '1s'],
  ])('ignores %s and %s', (remaining, reset) => {
    expect(rateLimitOf(headersOf(remaining, reset)).requests).toBeUndefined();
  });

  it('reads tokens and requests separately', () => {
    const headers = new Headers({ 'x-ratelimit-remaining-tokens': '9', 'x-ratelimit-reset-tokens': '2s' });
    expect(rateLimitOf(headers)).toEqual({ requests: undefined, tokens: { remaining: 9, reset: 2 } });
  });
});
