import {
  type AuthenticationError,
  type BudgetExceededError,
  type ConfigurationError,
  type ContentFilterError,
  type InvalidAnswerError,
  type InvalidRequestError,
  type NotFoundError,
  type PermissionError,
  type RateLimitError,
  RephyscoError,
  type ServiceUnavailableError,
  type StreamInterruptedError,
  type TimeoutError,
  type UnsupportedError,
} from './errors.ts';

/** Union of all error classes that Rephysco throws. Check `kind` to narrow the type. */
export type AnyError =
  | ConfigurationError
  | UnsupportedError
  | BudgetExceededError
  | AuthenticationError
  | PermissionError
  | NotFoundError
  | InvalidRequestError
  | RateLimitError
  | ContentFilterError
  | ServiceUnavailableError
  | InvalidAnswerError
  | StreamInterruptedError
  | TimeoutError;

/**
 * Returns `true` for an error of Rephysco. Its `kind` then narrows the type of the error.
 *
 * @example
 * try {
 *   await client.generate('Hi');
 * } catch (error) {
 *   if (isRephyscoError(error) && error.kind === 'timeout') console.error(error.phase);
 *   else throw error;
 * }
 */
export function isRephyscoError(error: unknown): error is AnyError {
  return error instanceof RephyscoError;
}
