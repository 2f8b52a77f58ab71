import type { RateLimit } from '../contract/rate-limit.ts';
import { clock } from '../util/clock.ts';

/** Value in a rate limit header. */
export type LimitField = 'limit' | 'remaining' | 'reset';

/** Resource that a rate limit counts. */
export type LimitedResource = 'requests' | 'tokens';

/** Returns the name of the header that carries a field of a rate limit. */
export type LimitHeader = (resource: LimitedResource, field: LimitField) => string;

/**
 * Returns the rate limits in the headers of a response. The reset may be a duration such as `1m30s`, a number of
 * seconds, or an RFC 3339 date, which is relative to the `date` header of the same response.
 *
 * @param nameOf returns the names of the headers. By default `x-ratelimit-remaining-requests` and so on
 */
export function rateLimitOf(headers: Pick<Headers, 'get'>, nameOf: LimitHeader = commonName): RateLimit {
  const allowanceOf = (resource: LimitedResource): RateLimit['requests'] => {
    const read = (field: LimitField): string => headers.get(nameOf(resource, field)) ?? '';
    const remaining = Number.parseInt(read('remaining'), 10);
    if (!Number.isSafeInteger(remaining) || remaining < 0) return undefined;
    const reset = toSeconds(read('reset'), headers.get('date'));
    if (reset === undefined) return undefined;
    const limit = Number.parseInt(read('limit'), 10);
    return { remaining, reset, ...(Number.isSafeInteger(limit) && limit > 0 && { limit }) };
  };
  return { requests: allowanceOf('requests'), tokens: allowanceOf('tokens') };
}

const commonName: LimitHeader = (resource, field) => `x-ratelimit-${field}-${resource}`;

const duration = /^(?:(?<h>[\d.]+)h)?(?:(?<m>[\d.]+)m)?(?:(?<s>[\d.]+)s)?(?:(?<ms>[\d.]+)ms)?$/;

/** Returns the seconds of a duration (`17ms`, `0s`, `1m30s`) or a number, or the seconds until a date. */
function toSeconds(text: string, sent: string | null): number | undefined {
  if (text === '') return undefined;
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return secondsUntil(Date.parse(text), Date.parse(sent ?? ''));
  const { h = '0', m = '0', s = '0', ms = '0' } = duration.exec(text)?.groups ?? { s: text };
  const seconds = Number(h) * 3600 + Number(m) * 60 + Number(s) + Number(ms) / 1000;
  return seconds >= 0 && Number.isFinite(seconds) ? seconds : undefined;
}

/** Returns the seconds until a date, relative to the `date` header, because clocks differ by more than usual waits. */
function secondsUntil(date: number, sent: number): number | undefined {
  if (Number.isNaN(date)) return undefined;
  return Math.max(0, (date - (Number.isNaN(sent) ? clock.now() : sent)) / 1000);
}
