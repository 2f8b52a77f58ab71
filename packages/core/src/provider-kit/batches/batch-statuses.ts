/** HTTP statuses by the code of gRPC. */
const ofCodes: Readonly<Record<number, number>> = {
  3: 400,
  4: 504,
  5: 404,
  7: 403,
  8: 429,
  9: 400,
  13: 500,
  14: 503,
  16: 401,
};

/** Returns the HTTP status for a code of gRPC. A code that is an HTTP status already stays. @default 500 */
export function statusOfCode(code: unknown): number {
  const number = Number(code ?? Number.NaN);
  return number >= 400 ? number : (ofCodes[number] ?? 500);
}

/** HTTP statuses by the type of an error. */
const ofTypes: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  overloaded_error: 529,
};

/** Returns the HTTP status for the type of an error, for results of a batch, which contain no status. @default 500 */
export function statusOfType(type: unknown): number {
  return (typeof type === 'string' && Object.hasOwn(ofTypes, type) && ofTypes[type]) || 500;
}
