import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { retryAfterOf } from './retry-after.ts';

describe('retryAfterOf', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    [{ 'retry-after': '7' }, '', 7],
    [{ 'retry-after': '0' }, '', 0],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, '', 30],
    [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, '', 0],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, '', 0.25],
    [{ 'retry-after': 'soon' }, '', undefined],
    [{}, 'Rate limit reached. Please try again in 26.604s. Visit', 26.604],
    [{}, 'Please try again in 174ms.', 0.174],
    [{}, 'Please try again in 1m30s.', 90],
    [{}, 'Please try again later.', undefined],
  ])('reads %j and %j as %s s', (headers, message, seconds) => {
    expect(retryAfterOf(new Headers(headers as Record<string, string>), message)).toBe(seconds);
  });
});
