import type { ProviderError } from '@rephysco/core';
import { type Origin, toProviderError } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { service } from './environment.ts';

const origin: Origin = { service, baseURL: 'http://127.0.0.1/v1beta', secrets: ['a-made-up-key'] };

const errorOf = (
  body: unknown,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<ProviderError> =>
  toProviderError(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers }), origin);

const google = (code: number, status: string, message: string, details?: readonly object[]): object => ({
  error: { code, message, status, ...(details && { details }) },
});

const type = (name: string): object => ({ '@type': `type.googleapis.com/google.rpc.${name}` });
const violations = (...ids: readonly string[]): object => ({
  ...type('QuotaFailure'),
  violations: ids.map((quotaId) => ({ quotaId })),
});

describe('A failure', () => {
  it.each([
    [google(400, 'INVALID_ARGUMENT', 'Bad.', [{ ...type('ErrorInfo'), reason: 'API_KEY_INVALID' }]), 'authentication'],
    [google(400, 'INVALID_ARGUMENT', 'API key expired. Please renew the API key.'), 'authentication'],
    [google(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked.'), 'authentication'],
    [google(401, 'UNAUTHENTICATED', 'Who are you?'), 'authentication'],
    [google(403, 'PERMISSION_DENIED', 'Not you.'), 'permission'],
    [google(400, 'INVALID_ARGUMENT', 'Bad.'), 'invalid_request'],
    [google(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'), 'invalid_request'],
    [google(404, 'NOT_FOUND', 'No such model.'), 'not_found'],
    [google(429, 'RESOURCE_EXHAUSTED', 'Slow down.'), 'rate_limit'],
    [google(429, 'RESOURCE_EXHAUSTED', 'Slow down.', [violations('RequestsPerMinutePerProject')]), 'rate_limit'],
    [google(429, 'RESOURCE_EXHAUSTED', 'Enough.', [violations('PerMinute', 'RequestsPerDay-Free')]), 'quota_exceeded'],
    [google(500, 'INTERNAL', 'Oops.'), 'server'],
    [google(503, 'UNAVAILABLE', 'Busy.'), 'overloaded'],
    [google(504, 'DEADLINE_EXCEEDED', 'Too slow.'), 'timeout'],
    [google(418, 'A_NEW_WORD', 'Tea?'), 'invalid_request'],
    [google(599, '__proto__', 'Odd.'), 'server'],
    [[google(503, 'UNAVAILABLE', 'Busy, in a list.')], 'overloaded'],
    ['<html>Bad gateway</html>', 'server'],
    ['', 'server'],
  ])('%j is of kind %s', async (body, kind) => {
    const { code = 502 } = (Array.isArray(body) ? body[0] : body).error ?? {};
    const error = await errorOf(body, code);
    expect([error.kind, error.status, error.provider]).toEqual([kind, code, 'gemini']);
  });

  it('has the status of the service as its code, and its message', async () => {
    const error = await errorOf(google(404, 'NOT_FOUND', 'No such model.'), 404);
    expect([error.code, error.message]).toEqual(['NOT_FOUND', 'gemini answered 404: No such model.']);
  });

  it('of a daily quota is not retryable, even if the service suggests a delay', async () => {
    const details = [
      violations('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      { ...type('RetryInfo'), retryDelay: '9s' },
    ];
    const error = await errorOf(google(429, 'RESOURCE_EXHAUSTED', 'Enough.', details), 429);
    expect([error.retryable, error.retryAfter]).toEqual([false, 9]);
  });
});

describe('The retry delay', () => {
  const withDelay = (retryDelay: unknown, message = 'Slow down.'): object =>
    google(429, 'RESOURCE_EXHAUSTED', message, [{ ...type('RetryInfo'), retryDelay }]);

  it.each([
    [withDelay('48s'), {}, 48],
    [withDelay('0.5s'), {}, 0.5],
    [withDelay('48s'), { 'retry-after': '3' }, 3],
    [withDelay('soon', 'Please retry in 48.9s.'), {}, 48.9],
    [google(429, 'RESOURCE_EXHAUSTED', 'Please retry in 2.25s.'), {}, 2.25],
    [google(429, 'RESOURCE_EXHAUSTED', 'Slow down.'), {}, undefined],
    [withDelay({ seconds: 4 }), { 'retry-after': 'tomorrow' }, undefined],
  ])('of %j with headers %j is %s', async (body, headers, expected) => {
    expect((await errorOf(body, 429, headers)).retryAfter).toBe(expected);
  });

  it('may be a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfter = 0 } = await errorOf('', 429, { 'retry-after': date });
    expect(Math.round(retryAfter / 5)).toBe(12);
  });
});
