import type { ResponseInfo } from '../contract/response-info.ts';
import { redact } from '../util/redact.ts';
import type { EventBatches } from './answer-body.ts';
import { tryParseJSON } from './json.ts';
import { type LimitHeader, rateLimitOf } from './rate-limit.ts';
import { requestIdHeaders } from './request-id.ts';
import type { WireObject } from './wire-value.ts';

/** Details of a response for `answer.response`, and its body if the call has `includeRaw`. */
export interface ResponseCapture {
  /** Returns the details. Call it at the end of the answer. */
  info(): ResponseInfo;
  /** Records the events that are read. Returns the events themselves. */
  events(batches: EventBatches): EventBatches;
  /** Records the body of a whole answer. Returns the body itself. */
  object(body: WireObject): WireObject;
}

/** Options of `responseInfo`. */
export interface ResponseInfoOptions {
  /** Names of the rate-limit headers. @default `x-ratelimit-…` */
  readonly nameOf?: LimitHeader | undefined;
  /** Secrets that must not appear in the headers. */
  readonly secrets?: readonly (string | undefined)[] | undefined;
}

/** Headers that carry credentials or belong to a session. */
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
    if (!secret.test(name)) headers[name.toLowerCase()] = redact(value, secrets);
  });
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

/** Returns a capture of a response. It keeps the body only with `includeRaw`. */
export function captureResponse(
  response: Pick<Response, 'status' | 'headers'>,
  includeRaw: boolean | undefined,
  options: ResponseInfoOptions = {},
): ResponseCapture {
  let body: unknown;
  const events: unknown[] = [];
  async function* recorded(batches: EventBatches): AsyncGenerator<readonly { readonly data: string }[]> {
    body = events;
    for await (const batch of batches) {
      for (const { data } of batch) events.push(tryParseJSON(data) ?? data);
      yield batch;
    }
  }
  return {
    info: () => ({ ...responseInfo(response, options), ...(body !== undefined && { body }) }),
    events: (batches) => (includeRaw ? (recorded(batches) as EventBatches) : batches),
    object(value) {
      if (includeRaw) body = value;
      return value;
    },
  };
}
