import type { ResponseInfo } from '../contract/response-info.ts';
import { redact } from '../util/redact.ts';
import { type LimitHeader, rateLimitOf } from './rate-limit.ts';

/** Headers that may contain the id of a request. */
export const requestIdHeaders: readonly string[] = [
  'x-request-id',
  'request-id',
  'x-siliconcloud-trace-id',
  'apim-request-id',
  'x-goog-request-id',
];

/** Options of `responseInfo`. */
export interface ResponseInfoOptions {
  /** Names of the rate-limit headers. @default `x-ratelimit-…` */
  readonly nameOf?: LimitHeader | undefined;
  /** Secrets that must not appear in the headers. */
  readonly secrets?: readonly (string | undefined)[] | undefined;
}

/** Matches headers that contain credentials or belong to a session. */
const secret = /^(?:set-)?cookie2?$|authorization|api[-_]?key|secret|(?:^|-)token$/i;

/**
 * Returns the details of a response: status, request id, headers without cookies and credentials, and rate limits.
 */
export function responseInfo(
  response: Pick<Response, 'status' | 'headers'>,
  { nameOf, secrets = [] }: ResponseInfoOptions = {},
): ResponseInfo {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    if (!secret.test(name)) headers[name.toLowerCase()] = value;
  });
  // Most responses contain no secret. One search in all values takes less time than one in each.
  const all = Object.values(headers).join('\n');
  if (redact(all, secrets) !== all) for (const name in headers) headers[name] = redact(headers[name] ?? '', secrets);
  const requestId = requestIdHeaders.map((name) => headers[name]).find((id) => id !== undefined);
  const rateLimit = rateLimitOf(response.headers, nameOf);
  const isLimited = rateLimit.requests !== undefined || rateLimit.tokens !== undefined;
  return {
    status: response.status,
    ...(requestId !== undefined && { requestId }),
    headers,
    ...(isLimited && { rateLimit }),
  };
}
