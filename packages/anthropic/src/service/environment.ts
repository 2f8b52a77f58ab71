import type { ServiceFacts } from '@rephysco/core/provider';

/** Name under which the provider is registered, and key of its `providerData`. */
export const name = 'anthropic';

/** Version of the API that requests name by default. */
export const apiVersion = '2023-06-01';

/** First version of the API that refuses sampling parameters on every model. */
export const versionWithoutSampling = '2026-10-21';

/** Facts of the service that its connection and its errors depend on. */
export const service: ServiceFacts = {
  name,
  baseURL: 'https://api.anthropic.com/v1',
  env: { apiKey: ['ANTHROPIC_API_KEY'], baseURL: ['ANTHROPIC_BASE_URL'] },
  // An account without credit gets a 400 that only its message tells from an invalid request.
  errorKind: ({ message }) => (/credit balance is too low/i.test(message) ? 'quota_exceeded' : undefined),
  errorCode: ({ type }) => type,
};
