/** Codes of Node and of our transport, https://nodejs.org/api/tls.html#x509-certificate-error-codes among them. */
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

/** What the code of a network error means for a caller. */
export interface NetworkFault {
  /** `true` if the server sent more than the limits allow. */
  readonly isTooLarge: boolean;
  /** `true` if the certificate of the server is not trusted. */
  readonly isCertificate: boolean;
  /** `true` if the failure stays until somebody changes the configuration, so that a retry cannot succeed. */
  readonly isLasting: boolean;
}

/** Returns what the code of a network error means. */
export function readNetworkCode(code: unknown): NetworkFault {
  const text = typeof code === 'string' ? code : '';
  const isCertificate = certificate.test(text);
  return { isTooLarge: tooLarge.has(text), isCertificate, isLasting: isCertificate || lasting.has(text) };
}

/**
 * Returns `true` for an error of a program, such as reading a field of `undefined`. A `fetch` rejects with a `TypeError`
 * for a network failure, too: that one has a cause, a code, or says so.
 */
export function isProgramError(error: unknown): boolean {
  const kinds = [TypeError, RangeError, ReferenceError, SyntaxError];
  if (!(error instanceof Error) || !kinds.some((Kind) => error instanceof Kind)) return false;
  if (error.cause !== undefined || (error as { readonly code?: unknown }).code !== undefined) return false;
  return !/fetch|network|connect|terminated|request|load failed|socket|timed? ?out/i.test(error.message);
}
