import type { RateLimit } from '../contract/rate-limit.ts';
import type { ResponseInfo } from '../contract/response-info.ts';
import { redact } from '../util/redact.ts';
import { rateLimitOf } from './rate-limit.ts';

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
  /** Rate limits of the response, if its headers have been read. @default those in `x-ratelimit-…` headers */
  readonly rateLimit?: RateLimit | undefined;
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
  { rateLimit = rateLimitOf(response.headers), secrets = [] }: ResponseInfoOptions = {},
): ResponseInfo {
  const headers: Record<string, string> = {};
  let all = '';
  response.headers.forEach((value, name) => {
    if (secret.test(name)) return;
    headers[name.toLowerCase()] = value;
    all += `${value}\n`;
  });
  // Most responses contain no secret. One search in all values takes less time than one in each.
  if (redact(all, secrets) !== all) for (const name in headers) headers[name] = redact(headers[name] ?? '', secrets);
  const idHeader = requestIdHeaders.find((name) => headers[name] !== undefined);
  const requestId = idHeader && headers[idHeader];
  const isLimited = rateLimit.requests !== undefined || rateLimit.tokens !== undefined;
  return {
    status: response.status,
    ...(requestId !== undefined && { requestId }),
    headers,
    ...(isLimited && { rateLimit }),
  };
}
