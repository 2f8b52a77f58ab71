import { ProviderError } from '../contract/errors.ts';
import type { ResponseInfo } from '../contract/response-info.ts';
import { withDetails } from '../contract/with-details.ts';
import { redact } from '../util/redact.ts';
import { tryParseJSON } from './json.ts';

/** Bodies of failed responses, for calls with `includeRaw`. */
const bodies = new WeakMap<ProviderError, unknown>();

/** Remembers the body of the response that caused an error, without secrets. Returns the error. */
export function rememberBody(
  error: ProviderError,
  text: string,
  secrets: readonly (string | undefined)[] | undefined,
): ProviderError {
  const safe = redact(text, secrets);
  if (safe !== '') bodies.set(error, tryParseJSON(safe) ?? safe);
  return error;
}

/**
 * Returns an error with the response that caused it as `error.response`, also for an error within a response of status
 * 200. With `includeRaw`, it contains the body. Other values stay unchanged.
 *
 * @param info returns the details of the response. Absent if there was none, or if its status was not 2xx
 */
export function withResponse(
  error: unknown,
  includeRaw: boolean | undefined,
  info: (() => ResponseInfo) | undefined,
): unknown {
  if (!(error instanceof ProviderError)) return error;
  const response = error.response ?? info?.();
  const body = includeRaw ? (bodies.get(error) ?? response?.body) : undefined;
  if (!response || (response === error.response && body === undefined)) return error;
  const requestId = error.requestId ?? response.requestId;
  return withDetails(error, { requestId, response: { ...response, ...(body !== undefined && { body }) } });
}
