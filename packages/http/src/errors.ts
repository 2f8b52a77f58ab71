/**
 * Codes of the errors that this package creates. Any other `code` is from Node, for example `ECONNREFUSED`,
 * `ENOTFOUND`, `ECONNRESET` or `CERT_HAS_EXPIRED`.
 *
 * - `ERR_INVALID_URL`: the URL is not http or https, or contains a user name or password; nothing was sent
 * - `ERR_INVALID_HEADER`: HTTP does not allow the name or value of a header; nothing was sent
 * - `ERR_CONNECT_TIMEOUT`: no connection within `connectTimeout`; nothing was sent
 * - `ERR_PROXY_UNSUPPORTED`: this Node cannot use the proxy that the environment sets; nothing was sent
 * - `ERR_REDIRECT`: the server redirected; redirects are not followed
 * - `ERR_UNEXPECTED_STATUS`: the server switched protocols (101) or sent too many interim responses
 * - `ERR_BODY_CUT`: the connection ended in the middle of the response
 * - `ERR_BODY_ENCODING`: the response cannot be decompressed
 * - `ERR_BODY_TOO_LARGE`: the decompressed response is larger than the limit
 * - `ERR_BODY_USED`: the response was already read
 * - `ERR_EVENT_TOO_LARGE`: an event is larger than `maxEventBytes`
 */
export type HttpErrorCode =
  | 'ERR_INVALID_URL'
  | 'ERR_INVALID_HEADER'
  | 'ERR_CONNECT_TIMEOUT'
  | 'ERR_PROXY_UNSUPPORTED'
  | 'ERR_REDIRECT'
  | 'ERR_UNEXPECTED_STATUS'
  | 'ERR_BODY_CUT'
  | 'ERR_BODY_ENCODING'
  | 'ERR_BODY_TOO_LARGE'
  | 'ERR_BODY_USED'
  | 'ERR_EVENT_TOO_LARGE';

/** Error of a request, a response or an event stream. Its message contains no header, query or body. */
export interface HttpError extends Error {
  /** One of `HttpErrorCode`, or a code from Node. */
  readonly code: string;
}

/** Creates an error with a code and an optional cause. */
export function httpError(code: HttpErrorCode | NodeCode, message: string, cause?: unknown): HttpError {
  return Object.assign(new Error(message, cause === undefined ? undefined : { cause }), { code });
}

/** Error code from Node, for example `ECONNRESET`. The type accepts any string. */
export type NodeCode = string & {};
