import type { ServiceFacts } from '@rephysco/core/provider';

/** Registered name of the provider, and its key in `providerData`. */
export const name = 'anthropic';

/** Default API version of requests. */
export const apiVersion = '2023-06-01';

/** First API version that rejects sampling parameters for every model. */
export const versionWithoutSampling = '2026-10-21';

/** Facts of the service for its connection and its errors. */
export const service: ServiceFacts = {
  name,
  baseURL: 'https://api.anthropic.com/v1',
  // `ANTHROPIC_BASE_URL` has no version in its path, because the official SDK adds it.
  versionPath: '/v1',
  headers: { accept: 'application/json', 'content-type': 'application/json', 'anthropic-version': apiVersion },
  listHeaders: ['anthropic-beta'],
  limitHeader: (resource, field) => `anthropic-ratelimit-${resource}-${field}`,
  env: { apiKey: ['ANTHROPIC_API_KEY'], baseURL: ['ANTHROPIC_BASE_URL'] },
  // Without credit, the service returns a 400 that only its message distinguishes from an invalid request.
  errorKind: ({ message }) => (/credit balance is too low/i.test(message) ? 'quota_exceeded' : undefined),
  errorCode: ({ type }) => type,
};
