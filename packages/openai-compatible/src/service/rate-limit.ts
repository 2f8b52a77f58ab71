import type { RateLimit } from '@rephysco/core/provider';

/** What a response says of the service's limits in `x-ratelimit-remaining-*` and `x-ratelimit-reset-*`. */
export function rateLimitOf(headers: Headers): RateLimit {
  return { requests: allowanceOf('requests', headers), tokens: allowanceOf('tokens', headers) };
}

function allowanceOf(what: 'requests' | 'tokens', headers: Headers): RateLimit['requests'] {
  const remaining = Number.parseInt(headers.get(`x-ratelimit-remaining-${what}`) ?? '', 10);
  const reset = toSeconds(headers.get(`x-ratelimit-reset-${what}`) ?? '');
  const limit = Number.parseInt(headers.get(`x-ratelimit-limit-${what}`) ?? '', 10);
  const known = remaining >= 0 && reset !== undefined;
  return known ? { remaining, reset, ...(limit > 0 && { limit }) } : undefined;
}

const duration = /^(?:(?<h>[\d.]+)h)?(?:(?<m>[\d.]+)m)?(?:(?<s>[\d.]+)s)?(?:(?<ms>[\d.]+)ms)?$/;

/** A duration as OpenAI writes it (`17ms`, `0s`, `1m30s`), or bare seconds. */
function toSeconds(text: string): number | undefined {
  if (text === '') return undefined;
  const { h = '0', m = '0', s = '0', ms = '0' } = duration.exec(text)?.groups ?? { s: text };
  const seconds = Number(h) * 3600 + Number(m) * 60 + Number(s) + Number(ms) / 1000;
  return seconds >= 0 ? seconds : undefined;
}
