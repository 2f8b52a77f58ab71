import type { ProviderErrorKind } from '@rephysco/core';
import type { ErrorBody } from './error-body.ts';

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const kindsOfWords: Readonly<Record<string, ProviderErrorKind>> = {
  INVALID_ARGUMENT: 'invalid_request',
  FAILED_PRECONDITION: 'invalid_request',
  OUT_OF_RANGE: 'invalid_request',
  ALREADY_EXISTS: 'invalid_request',
  UNIMPLEMENTED: 'invalid_request',
  UNAUTHENTICATED: 'authentication',
  PERMISSION_DENIED: 'permission',
  NOT_FOUND: 'not_found',
  RESOURCE_EXHAUSTED: 'rate_limit',
  DEADLINE_EXCEEDED: 'timeout',
  UNAVAILABLE: 'overloaded',
  INTERNAL: 'server',
  UNKNOWN: 'server',
  ABORTED: 'server',
  CANCELLED: 'server',
  DATA_LOSS: 'server',
};

const kindsOfStatuses: Readonly<Record<number, ProviderErrorKind>> = {
  401: 'authentication',
  402: 'quota_exceeded',
  403: 'permission',
  404: 'not_found',
  408: 'timeout',
  429: 'rate_limit',
  499: 'server',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
};

/** The kind of a failure, by reason, word and status in this order: a wrong key is a 400 INVALID_ARGUMENT. */
export function kindOf({ word = '', status, reason, message, quotas }: ErrorBody): ProviderErrorKind {
  if (reason === 'API_KEY_INVALID' || /\bAPI key (?:not valid|expired|not found|was reported)/i.test(message)) {
    return 'authentication';
  }
  const told = Object.hasOwn(kindsOfWords, word) ? kindsOfWords[word] : kindsOfStatuses[status ?? 0];
  // A quota of the day comes with a RetryInfo of seconds all the same, and waiting for so long does not help.
  if (told === 'rate_limit') return quotas.some((quota) => /per_?day/i.test(quota)) ? 'quota_exceeded' : 'rate_limit';
  return told ?? (status !== undefined && status < 500 ? 'invalid_request' : 'server');
}
