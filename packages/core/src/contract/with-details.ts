import type { ProviderErrorDetails } from './error-details.ts';
import { type ProviderError, providerError, TimeoutError } from './errors.ts';

/**
 * Returns a copy of an error with more details, such as attempts or partial content. The copy keeps the class, the
 * stack, and properties that a class of the user added.
 *
 * @param message replaces the message
 */
export function withDetails(
  error: ProviderError,
  details: Partial<ProviderErrorDetails>,
  message: string = error.message,
): ProviderError {
  const phase = error instanceof TimeoutError ? error.phase : undefined;
  const { provider, status, code, requestId, retryable, retryAfter, attempts, partial, sent, cause, response } = error;
  const known = {
    provider,
    status,
    code,
    requestId,
    retryable,
    retryAfter,
    attempts,
    partial,
    sent,
    cause,
    phase,
    response,
  };
  const better = providerError(error.kind, message, { ...known, ...details });
  if (error.stack !== undefined) better.stack = error.stack.replace(error.message, () => message);
  Object.setPrototypeOf(better, Object.getPrototypeOf(error));
  return Object.assign(better, error, Object.assign({}, better));
}
