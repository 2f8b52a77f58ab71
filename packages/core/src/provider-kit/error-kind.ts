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

/** Codes and types of errors by kind, in snake case and without the suffix `_error`. */
const codesOfKinds: Readonly<Partial<Record<ProviderErrorKind, string>>> = {
  quota_exceeded:
    'insufficient_quota insufficient_user_quota insufficient_token_quota pre_consume_token_quota_failed ' +
    'insufficient_balance insufficient_credits exceeded_current_quota billing billing_hard_limit_reached ' +
    'payment_required',
  authentication: 'invalid_api_key authentication invalid_authentication unauthorized unauthenticated',
  permission: 'permission permission_denied access_denied forbidden',
  not_found: 'model_not_found not_found deployment_not_found',
  content_filter: 'content_filter content_policy_violation responsible_ai_policy_violation sensitive_words_detected',
  rate_limit:
    'rate_limit rate_limit_exceeded rate_limited rate_limit_reached too_many_requests throttling ' +
    'resource_exhausted',
  overloaded: 'overloaded engine_overloaded model_overloaded service_unavailable unavailable',
  timeout: 'timeout deadline_exceeded',
  invalid_request:
    'request_too_large bad_request invalid_request invalid_argument invalid_params invalid_parameter ' +
    'failed_precondition out_of_range already_exists unimplemented unprocessable_entity',
  context_length_exceeded: 'context_length_exceeded exceed_context_size context_overflow',
  server: 'server internal internal_server api unknown aborted cancelled data_loss',
};

const kindsOfCodes: ReadonlyMap<string, ProviderErrorKind> = new Map(
  (Object.entries(codesOfKinds) as [ProviderErrorKind, string][]).flatMap(([kind, codes]) =>
    codes.split(' ').map((code) => [code, kind] as const),
  ),
);

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
  return kindsOfCodes.get(snake) ?? kindsOfCodes.get(name);
}

/** Derives the kind from the message of an error without code and status. */
function kindOfWords(message: string): ProviderErrorKind | undefined {
  if (/\brate[ -]?limit|too many requests|high traffic/i.test(message)) return 'rate_limit';
  if (/insufficient (?:balance|credit|quota)|exceeded your current quota/i.test(message)) return 'quota_exceeded';
  return /overloaded|over capacity/i.test(message) ? 'overloaded' : undefined;
}
