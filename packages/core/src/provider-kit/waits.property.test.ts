import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateLimitOf } from './rate-limit.ts';
import { durationOf, retryAfterOf } from './retry-after.ts';

const odd = fc.constantFrom(
  '',
  ' ',
  'Infinity',
  '-Infinity',
  '1e999',
  'NaN',
  '-1',
  '0x10',
  '1..5h',
  '5h5h',
  '99999999999d',
);
const date = fc.date({ noInvalidDate: true }).map((each) => each.toUTCString());
const amount = fc.tuple(
  fc.double({ min: 0, max: 1e6, noNaN: true }),
  fc.constantFrom('ms', 's', 'm', 'h', 'd', ' seconds'),
);
const value = fc.oneof(
  odd,
  date,
  fc.string(),
  amount.map((each) => each.join('')),
  fc.integer().map(String),
);

const headersOf = (values: Readonly<Record<string, string>>): Pick<Headers, 'get'> => ({
  get: (name) => values[name] ?? null,
});
const isWait = (seconds: number | undefined): boolean =>
  seconds === undefined || (Number.isFinite(seconds) && seconds >= 0);

describe('waits in headers and messages', () => {
  it('are a finite number of seconds of at least 0, or unknown, for any header and message', () => {
    const headers = fc.record({ 'retry-after': value, 'retry-after-ms': value, date: value }, { requiredKeys: [] });
    fc.assert(fc.property(headers, fc.string(), (each, message) => isWait(retryAfterOf(headersOf(each), message))));
    fc.assert(fc.property(value, (text) => isWait(retryAfterOf(headersOf({}), `Please retry after ${text}.`))));
    fc.assert(fc.property(value, (text) => isWait(durationOf(text))));
  });

  it('in words are read as they were written', () => {
    const parts = fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59));
    fc.assert(
      fc.property(parts, ([hours, minutes, seconds]) => {
        const message = `Rate limit reached, try again in ${hours}h${minutes}m${seconds}s.`;
        expect(retryAfterOf(headersOf({}), message)).toBe(hours * 3600 + minutes * 60 + seconds);
      }),
    );
  });

  it('of rate limits are finite, and counts are not negative', () => {
    const names = ['limit', 'remaining', 'reset'].map((field) => `x-ratelimit-${field}-requests`);
    const headers = fc.record(Object.fromEntries([...names, 'date'].map((name) => [name, value])));
    fc.assert(
      fc.property(headers, (each) => {
        const { requests } = rateLimitOf(headersOf(each));
        if (!requests) return;
        expect(isWait(requests.reset)).toBe(true);
        expect(requests.remaining).toBeGreaterThanOrEqual(0);
        expect(Number.isSafeInteger(requests.remaining)).toBe(true);
        expect(requests.limit === undefined || requests.limit > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
