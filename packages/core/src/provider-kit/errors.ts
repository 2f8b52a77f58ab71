import type { ProviderErrorKind } from '../contract/error-details.ts';
import { type ProviderError, providerError, RephyscoError } from '../contract/errors.ts';
import { abortReason } from '../util/abort.ts';
import { JSONLimitError } from '../util/parse-json.ts';
import { redact, redactCause } from '../util/redact.ts';
import { SizeLimitError } from './collect-bytes.ts';
import { type ErrorBody, readErrorBody, readErrorObject } from './error-body.ts';
import { find, kindOf } from './error-kind.ts';
import { rememberBody } from './failure-response.ts';
import { maxErrorBytes, readLimited } from './limits.ts';
import { isProgramError, readNetworkCode } from './network-code.ts';
import type { Origin, WireFailure } from './origin.ts';
import { rateLimitOf } from './rate-limit.ts';
import { requestIdHeaders, responseInfo } from './response-info.ts';
import { durationOf, retryAfterOf, waitInWords } from './retry-after.ts';
import type { WireObject } from './wire-value.ts';

/** Kinds for which a wait in the message is a retry delay, not part of an explanation. */
const waiting: ReadonlySet<ProviderErrorKind> = new Set([
  'rate_limit',
  'quota_exceeded',
  'overloaded',
  'server',
  'timeout',
]);

/** Creates the error for a response whose status is not 2xx. Reads its body. */
export async function toProviderError(response: Response, origin: Origin): Promise<ProviderError> {
  const { status, headers } = response;
  const text = await readLimited(response, { maxBytes: maxErrorBytes, cut: true }).catch(() => '');
  const body = readErrorBody(text);
  const failure = { ...body, status };
  const kind = origin.service.errorKind?.(failure) ?? kindOf(body, status);
  const asked = headers.get('x-should-retry');
  const error = build(kind, failure, origin, {
    requestId: requestIdHeaders.map((name) => headers.get(name)).find((id) => id) ?? body.requestId,
    retryAfter: retryAfterOf(headers) ?? waitOf(body, kind),
    response: responseInfo(response, {
      rateLimit: rateLimitOf(headers, origin.service.limitHeader),
      secrets: origin.secrets,
    }),
    // The header `x-should-retry` decides, as in the official SDKs. An exhausted quota is never retried.
    ...(asked !== null && kind !== 'quota_exceeded' && { retryable: asked === 'true' }),
  });
  return rememberBody(error, text, origin.secrets);
}

/** Creates the error for an error object within a response of status 200, whole or in a stream. */
export function fromErrorObject(value: WireObject, origin: Origin): ProviderError {
  const body = readErrorObject(value);
  const failure = { ...body, status: undefined };
  const kind = origin.service.errorKind?.({ ...body }) ?? kindOf(body);
  return build(kind, failure, origin, { requestId: body.requestId, retryAfter: waitOf(body, kind) });
}

/** Returns the seconds to wait from a field, a detail of Google's error model, or the message. */
function waitOf(body: ErrorBody, kind: ProviderErrorKind): number | undefined {
  if (!waiting.has(kind)) return undefined;
  const delay = find(body.details, 'RetryInfo')?.retryDelay;
  return body.retryAfter ?? (typeof delay === 'string' ? durationOf(delay) : undefined) ?? waitInWords(body.message);
}

/**
 * Converts a failure of the transport to an error: the reason of an abort, a connection failure, or a connect timeout.
 * Errors of Rephysco stay unchanged.
 */
export function networkError(error: unknown, origin: Origin): unknown {
  const { service, baseURL, secrets, partial, signal } = origin;
  if (signal?.aborted) return abortReason(signal);
  if (error instanceof RephyscoError || isProgramError(error)) return error;
  // The message of the global fetch is only "fetch failed", and SDKs wrap errors. The cause has the details.
  const isLimit = error instanceof Error && readNetworkCode((error as { readonly code?: unknown }).code).isTooLarge;
  const wraps = error instanceof Error && !isLimit && (error instanceof TypeError || error.name === 'Error');
  const wrapped = wraps && error.cause;
  const cause = wrapped || error;
  const words = redact(cause instanceof Error ? cause.message : String(cause), secrets).slice(0, longestWords);
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  const { isTooLarge, isCertificate, isLasting } = readNetworkCode(code);
  if (isTooLarge || cause instanceof SizeLimitError || cause instanceof JSONLimitError) {
    return tooLarge(words, origin, cause);
  }
  const details = { provider: service.name, partial, cause: redactCause(cause, secrets) };
  if (partial) {
    const message = `${service.name}: the connection failed in the middle of the answer: ${words}`;
    return providerError('interrupted', message, details);
  }
  if (code === 'ERR_CONNECT_TIMEOUT') {
    const message = `${service.name}: ${words} (option timeout.connect)`;
    return providerError('timeout', message, { ...details, phase: 'connect' });
  }
  const hint = isCertificate ? certificateHint : '';
  const address = redact(new URL(baseURL).origin, secrets);
  const message = `${service.name} cannot be reached at ${address}: ${words}${hint}`;
  return providerError('network', message, { ...details, ...(isLasting && { retryable: false }) });
}

/** Maximum number of characters that a message quotes of an error. */
const longestWords = 2000;

const certificateHint =
  '. The certificate of the server is not trusted. If it is the right server, set NODE_EXTRA_CA_CERTS to the file of ' +
  'its certificate authority';

/**
 * Creates the error for an answer that exceeds a size limit. It is not retryable, because a retry is billed and would
 * exceed the limit again.
 *
 * @param what clause such as "it is larger than 1000 bytes"
 */
export function tooLarge(what: string, { service, partial, secrets }: Origin, cause?: unknown): ProviderError {
  const message = `${service.name}: the answer is too large: ${redact(what, secrets)}`;
  return providerError('invalid_answer', message, {
    provider: service.name,
    code: 'answer_too_large',
    partial,
    retryable: false,
    cause: redactCause(cause, secrets),
  });
}

/** Awaits a promise of the transport. Converts its failure with `networkError`. */
export function attempt<Value>(promise: Promise<Value>, origin: Origin): Promise<Value> {
  return promise.catch((error) => {
    throw networkError(error, origin);
  });
}

/**
 * Creates the error for a response of status 200 that is not an answer. Its kind is `interrupted` if content was
 * received before, otherwise `server`.
 *
 * @param what clause such as "the stream was empty"
 */
export function invalidAnswer(
  what: string,
  { service, baseURL, partial, secrets }: Origin,
  cause?: unknown,
): ProviderError {
  if (cause instanceof JSONLimitError) return tooLarge(cause.message, { service, baseURL, partial, secrets }, cause);
  const message = `${service.name}: ${redact(what, secrets)}`;
  const details = { provider: service.name, partial, cause: redactCause(cause, secrets) };
  return providerError(partial ? 'interrupted' : 'server', message, details);
}

/**
 * Creates the error for an answer of the wrong form. It is not retryable, because a retry is billed and returns the
 * same form.
 */
export function wrongForm(what: string, { service, partial, secrets }: Origin, cause?: unknown): ProviderError {
  const message = `${service.name}: ${redact(what, secrets)}`;
  return providerError('invalid_answer', message, {
    provider: service.name,
    partial,
    retryable: false,
    cause: redactCause(cause, secrets),
  });
}

type Extra = Partial<Pick<ProviderError, 'requestId' | 'retryAfter' | 'retryable' | 'response'>>;

function build(
  kind: ProviderErrorKind,
  failure: WireFailure,
  { service, baseURL, secrets, partial }: Origin,
  extra: Extra,
): ProviderError {
  const { status, code, message } = failure;
  const hint = service.errorHint?.(failure, baseURL) ?? addressHint(failure, baseURL);
  const head = `${service.name} ${status === undefined ? 'failed' : `answered ${status}`}`;
  const text = `${head}: ${message || 'no explanation'}${hint ? ` ${hint}` : ''}`;
  // The service, or a gateway, may repeat the key in any of these fields.
  const clean = (given: string | undefined): string | undefined => given && redact(given, secrets).slice(0, 200);
  return providerError(kind, redact(text, secrets), {
    provider: service.name,
    status,
    partial,
    ...extra,
    code: clean(code ?? service.errorCode?.(failure)),
    requestId: clean(extra.requestId),
  });
}

/** Returns a hint if the base URL may lack its version, which is a frequent cause of missing paths. */
function addressHint({ status, message, code }: WireFailure, baseURL: string): string | undefined {
  if (status !== 404 && status !== 405) return undefined;
  const { pathname } = new URL(baseURL);
  if (/\/v\d/.test(pathname) || /model/i.test(`${message} ${code}`)) return undefined;
  return `The base URL ${baseURL} has no version in its path; most services expect one, for example ${baseURL}/v1.`;
}
