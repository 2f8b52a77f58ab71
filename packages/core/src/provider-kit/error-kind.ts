import type { ProviderErrorKind } from '../contract/error-details.ts';
import { isContextOverflow } from './context-overflow.ts';
import type { ErrorBody } from './error-body.ts';
import { asList, asObject, asText, type WireObject } from './wire-value.ts';

type Kinds<Key extends string | number> = Readonly<Record<Key, ProviderErrorKind>>;

/** Error kinds by HTTP status. Other statuses of 500 and above are `server`, all others `invalid_request`. */
export const kindsOfStatuses: Kinds<number> = {
  401: 'authentication',
  402: 'quota_exceeded',
  403: 'permission',
  404: 'not_found',
  408: 'timeout',
  // The request conflicted with another one in progress. The official SDKs retry it.
  409: 'server',
  425: 'server',
  429: 'rate_limit',
  499: 'server',
  503: 'overloaded',
  504: 'timeout',
  524: 'timeout',
  529: 'overloaded',
};

/** Error kinds by codes and types, in snake case and without the suffix `_error`. */
const kindsOfCodes: Kinds<string> = {
  insufficient_quota: 'quota_exceeded',
  insufficient_user_quota: 'quota_exceeded',
  insufficient_token_quota: 'quota_exceeded',
  pre_consume_token_quota_failed: 'quota_exceeded',
  insufficient_balance: 'quota_exceeded',
  insufficient_credits: 'quota_exceeded',
  exceeded_current_quota: 'quota_exceeded',
  billing: 'quota_exceeded',
  billing_hard_limit_reached: 'quota_exceeded',
  payment_required: 'quota_exceeded',
  invalid_api_key: 'authentication',
  authentication: 'authentication',
  invalid_authentication: 'authentication',
  unauthorized: 'authentication',
  unauthenticated: 'authentication',
  permission: 'permission',
  permission_denied: 'permission',
  access_denied: 'permission',
  forbidden: 'permission',
  model_not_found: 'not_found',
  not_found: 'not_found',
  deployment_not_found: 'not_found',
  content_filter: 'content_filter',
  content_policy_violation: 'content_filter',
  responsible_ai_policy_violation: 'content_filter',
  sensitive_words_detected: 'content_filter',
  rate_limit: 'rate_limit',
  rate_limit_exceeded: 'rate_limit',
  rate_limited: 'rate_limit',
  rate_limit_reached: 'rate_limit',
  too_many_requests: 'rate_limit',
  throttling: 'rate_limit',
  resource_exhausted: 'rate_limit',
  overloaded: 'overloaded',
  engine_overloaded: 'overloaded',
  model_overloaded: 'overloaded',
  service_unavailable: 'overloaded',
  unavailable: 'overloaded',
  timeout: 'timeout',
  deadline_exceeded: 'timeout',
  request_too_large: 'invalid_request',
  bad_request: 'invalid_request',
  invalid_request: 'invalid_request',
  invalid_argument: 'invalid_request',
  invalid_params: 'invalid_request',
  invalid_parameter: 'invalid_request',
  failed_precondition: 'invalid_request',
  out_of_range: 'invalid_request',
  already_exists: 'invalid_request',
  unimplemented: 'invalid_request',
  unprocessable_entity: 'invalid_request',
  context_length_exceeded: 'context_length_exceeded',
  exceed_context_size: 'context_length_exceeded',
  context_overflow: 'context_length_exceeded',
  server: 'server',
  internal: 'server',
  internal_server: 'server',
  api: 'server',
  unknown: 'server',
  aborted: 'server',
  cancelled: 'server',
  data_loss: 'server',
};

/** Error kinds by the numbers in `base_resp.status_code`. */
const kindsOfBaseCodes: Kinds<string> = {
  1001: 'timeout',
  1002: 'rate_limit',
  1004: 'authentication',
  1008: 'quota_exceeded',
  1026: 'content_filter',
  1027: 'content_filter',
  1039: 'rate_limit',
  2013: 'invalid_request',
  2049: 'authentication',
};

/** Kinds of statuses for which a code or type may be more exact. For other kinds, the status decides. */
const broadKinds: ReadonlySet<ProviderErrorKind> = new Set(['invalid_request', 'server', 'rate_limit', 'permission']);

/**
 * Returns the kind of a failure. Checks the message for context overflow and quotas first, then code and type, then
 * the HTTP status of the response, or of the body for an error within a response of status 200.
 *
 * @param body parsed error body
 * @param status HTTP status of the response. Absent for an error within a response of status 200
 */
export function kindOf(body: ErrorBody, status: number | undefined = body.status): ProviderErrorKind {
  const stated = named(body.code) ?? named(body.type);
  if (isContextOverflow(body, status)) return 'context_length_exceeded';
  if (isWrongKey(body)) return 'authentication';
  const ofStatus = status === undefined || status < 400 ? undefined : kindOfStatus(status);
  if (ofStatus === undefined) return quota(stated ?? kindOfWords(body.message), body) ?? 'server';
  // A specific status overrides vague codes such as "server error". A code overrides a 400, 403 or 429.
  const exact = stated !== undefined && stated !== 'server' && stated !== 'invalid_request' && broadKinds.has(ofStatus);
  return quota(exact ? stated : ofStatus, body) ?? 'server';
}

/**
 * Treats daily quotas of Google as `quota_exceeded`. They state a wait of seconds, but waiting that long does not
 * help.
 */
function quota(kind: ProviderErrorKind | undefined, { details }: ErrorBody): ProviderErrorKind | undefined {
  if (kind !== 'rate_limit') return kind;
  const violations = asList(find(details, 'QuotaFailure')?.violations);
  const ids = violations.map((violation) => asText(asObject(violation)?.quotaId) ?? '');
  return ids.some((id) => /per_?day/i.test(id)) ? 'quota_exceeded' : 'rate_limit';
}

/** Returns `true` for a wrong key, which some services report with status 400. */
function isWrongKey({ details, message }: ErrorBody): boolean {
  return find(details, 'ErrorInfo')?.reason === 'API_KEY_INVALID' || wrongKey.test(message);
}

const wrongKey = /\bAPI key (?:not valid|expired|not found|was reported)|\b(?:incorrect|invalid) api[ -]?key\b/i;

/** Returns the detail of a given type of Google's error model, for example `RetryInfo`. */
export function find(details: readonly WireObject[], type: string): WireObject | undefined {
  return details.find((detail) => asText(detail['@type'])?.endsWith(`google.rpc.${type}`));
}

const kindOfStatus = (status: number): ProviderErrorKind =>
  kindsOfStatuses[status] ?? (status >= 500 ? 'server' : 'invalid_request');

/** Returns the kind of a code or type such as `rate_limit_error`, `RateLimitError` or `RESOURCE_EXHAUSTED`. */
function named(word: string | undefined): ProviderErrorKind | undefined {
  if (word === undefined) return undefined;
  if (Object.hasOwn(kindsOfBaseCodes, word)) return kindsOfBaseCodes[word];
  const snake = word
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s.-]+/g, '_')
    .toLowerCase();
  const name = snake.replace(/_?(?:error|exception)$/, '');
  return [snake, name]
    .map((each) => (Object.hasOwn(kindsOfCodes, each) ? kindsOfCodes[each] : undefined))
    .find(Boolean);
}

/** Derives the kind from the message of an error without code and status. */
function kindOfWords(message: string): ProviderErrorKind | undefined {
  if (/\brate[ -]?limit|too many requests|high traffic/i.test(message)) return 'rate_limit';
  if (/insufficient (?:balance|credit|quota)|exceeded your current quota/i.test(message)) return 'quota_exceeded';
  return /overloaded|over capacity/i.test(message) ? 'overloaded' : undefined;
}
