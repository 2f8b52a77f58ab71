/**
 * The codes of this package's own failures. Every other `code` is Node's own: `ECONNREFUSED`, `ENOTFOUND`,
 * `ECONNRESET`, `CERT_HAS_EXPIRED` and so on.
 *
 * - `ERR_INVALID_URL`: not an http or https URL, or one with a user name or password in it; nothing was sent
 * - `ERR_INVALID_HEADER`: a header whose name or value HTTP does not allow; nothing was sent
 * - `ERR_CONNECT_TIMEOUT`: no connection within `connectTimeout`; nothing was sent
 * - `ERR_PROXY_UNSUPPORTED`: the environment names a proxy and this Node cannot use one; nothing was sent
 * - `ERR_REDIRECT`: the server redirected; redirects are not followed
 * - `ERR_UNEXPECTED_STATUS`: the server switched to another protocol (101), or sent interim responses without end
 * - `ERR_BODY_CUT`: the connection ended in the middle of the response
 * - `ERR_BODY_ENCODING`: the response does not decompress
 * - `ERR_BODY_TOO_LARGE`: the response is larger than the limit, decompressed
 * - `ERR_BODY_USED`: the response is read a second time
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

/** The error of a request, a response or an event stream. Messages hold no header, no query and no body. */
export interface HttpError extends Error {
  /** One of `HttpErrorCode`, or Node's own code. */
  readonly code: string;
}

/** Makes an error with a code, and with the error below it when there is one. */
export function httpError(code: HttpErrorCode | NodeCode, message: string, cause?: unknown): HttpError {
  return Object.assign(new Error(message, cause === undefined ? undefined : { cause }), { code });
}

/** A code that Node gave, or none. */
export type NodeCode = string & {};
