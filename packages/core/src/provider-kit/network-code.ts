/**
 * Matches certificate error codes of Node (https://nodejs.org/api/tls.html#x509-certificate-error-codes) and of our
 * transport.
 */
const certificate =
  /^(?:CERT_|CRL_|UNABLE_TO_|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT)|SELF_SIGNED_CERT/;

const lasting: ReadonlySet<string> = new Set([
  'ERR_INVALID_URL',
  'ERR_INVALID_HEADER',
  'ERR_INVALID_CHAR',
  'ERR_PROXY_UNSUPPORTED',
  'ERR_REDIRECT',
  'ERR_UNEXPECTED_STATUS',
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);

const tooLarge: ReadonlySet<string> = new Set([
  'ERR_BODY_TOO_LARGE',
  'ERR_EVENT_TOO_LARGE',
  'HPE_HEADER_OVERFLOW',
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]);

/** Meaning of the code of a network error. */
export interface NetworkFault {
  /** `true` if the response exceeds a size limit. */
  readonly isTooLarge: boolean;
  /** `true` if the certificate of the server is not trusted. */
  readonly isCertificate: boolean;
  /** `true` if a retry cannot succeed until the configuration is changed. */
  readonly isLasting: boolean;
}

/** Returns the meaning of the code of a network error. */
export function readNetworkCode(code: unknown): NetworkFault {
  const text = typeof code === 'string' ? code : '';
  const isCertificate = certificate.test(text);
  return { isTooLarge: tooLarge.has(text), isCertificate, isLasting: isCertificate || lasting.has(text) };
}

/**
 * Returns `true` for a programming error, such as reading a field of `undefined`. A network failure of `fetch` is also
 * a `TypeError`, but has a cause, a code or a typical message.
 */
export function isProgramError(error: unknown): boolean {
  const kinds = [TypeError, RangeError, ReferenceError, SyntaxError];
  if (!(error instanceof Error) || !kinds.some((Kind) => error instanceof Kind)) return false;
  if (error.cause !== undefined || (error as { readonly code?: unknown }).code !== undefined) return false;
  return !/fetch|network|connect|terminated|request|load failed|socket|timed? ?out/i.test(error.message);
}
