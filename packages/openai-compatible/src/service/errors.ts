import { type PartialAnswer, type ProviderError, type ProviderErrorKind, RephyscoError } from '@rephysco/core';
import { abortReason, providerError, redact } from '@rephysco/core/provider';
import type { Dialect, WireFailure } from '../dialect.ts';
import { readErrorBody, readErrorObject } from './error-body.ts';
import { retryAfterOf } from './retry-after.ts';

/** Who failed, for the words and the details of an error. */
export interface Origin {
  readonly dialect: Pick<Dialect, 'name' | 'errorKind' | 'errorHint'>;
  readonly baseURL: string;
  /** Left out of every message. */
  readonly apiKey: string | undefined;
  readonly partial?: PartialAnswer | undefined;
  /** The caller's signal: once it aborts, its reason is what failed. */
  readonly signal?: AbortSignal | undefined;
}

/** The error that a response of another status than 2xx means. */
export async function toProviderError(response: Response, origin: Origin): Promise<ProviderError> {
  const { status, headers } = response;
  const text = await response.text().catch(() => '');
  const { requestId, ...body } = readErrorBody(text);
  const failure = { status, ...body };
  const kind = kindOf(failure, origin.dialect.errorKind);
  const asked = headers.get('x-should-retry');
  return build(kind, failure, origin, {
    requestId: headers.get('x-request-id') ?? headers.get('x-siliconcloud-trace-id') ?? requestId,
    retryAfter: retryAfterOf(headers, failure.message),
    // The service knows best, but for a quota: https://github.com/openai/openai-node obeys this header too.
    ...(asked !== null && kind !== 'quota_exceeded' && { retryable: asked === 'true' }),
  });
}

/** The error that an error object means which came with a 200, whole or inside a stream. */
export function fromErrorObject(body: Readonly<Record<string, unknown>>, origin: Origin): ProviderError {
  const { requestId, ...failure } = readErrorObject(body);
  return build(kindOf(failure, origin.dialect.errorKind), failure, origin, { requestId });
}

/** What something thrown on the way means: an abort, no connection, a cut one, a deadline; ours pass unchanged. */
export function fromThrown(error: unknown, origin: Origin): unknown {
  if (origin.signal?.aborted) return abortReason(origin.signal);
  if (error instanceof RephyscoError) return error;
  const { dialect, baseURL, partial, apiKey } = origin;
  const cause = error instanceof Error && error.name === 'Error' && error.cause ? error.cause : error;
  const words = redact(cause instanceof Error ? cause.message : String(cause), [apiKey]);
  const details = { provider: dialect.name, partial, cause };
  if (partial) {
    return providerError(
      'interrupted',
      `${dialect.name}: the connection broke in the middle of the answer: ${words}`,
      details,
    );
  }
  if (codeOf(cause) === 'ERR_CONNECT_TIMEOUT') {
    return providerError('timeout', `${dialect.name}: ${words} (option timeout.connect)`, {
      ...details,
      phase: 'connect',
    });
  }
  return providerError('network', `${dialect.name} cannot be reached at ${new URL(baseURL).origin}: ${words}`, details);
}

/** The error of an answer that came with a 200 and is none. */
export function noAnswer(what: string, origin: Origin, cause?: unknown): ProviderError {
  const kind = origin.partial ? 'interrupted' : 'server';
  return providerError(kind, `${origin.dialect.name}: ${what}`, {
    provider: origin.dialect.name,
    partial: origin.partial,
    cause,
  });
}

type Extra = Partial<Pick<ProviderError, 'requestId' | 'retryAfter' | 'retryable'>>;

function build(
  kind: ProviderErrorKind,
  failure: WireFailure,
  { dialect, baseURL, apiKey, partial }: Origin,
  extra: Extra,
): ProviderError {
  const { status, code, message } = failure;
  const hint = dialect.errorHint?.(failure, baseURL);
  const words = redact(message || 'no explanation', [apiKey]);
  const text = `${dialect.name} ${status === undefined ? 'failed' : `answered ${status}`}: ${words}${hint ? ` ${hint}` : ''}`;
  return providerError(kind, text, { provider: dialect.name, status, code, partial, ...extra });
}

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | undefined)?.code;

const kindsOfCodes: Readonly<Record<string, ProviderErrorKind>> = {
  insufficient_quota: 'quota_exceeded',
  billing_hard_limit_reached: 'quota_exceeded',
  invalid_api_key: 'authentication',
  model_not_found: 'not_found',
  content_filter: 'content_filter',
  content_policy_violation: 'content_filter',
  rate_limit_exceeded: 'rate_limit',
  server_error: 'server',
  internal_error: 'server',
  overloaded: 'overloaded',
  service_unavailable: 'overloaded',
};

const kindsOfStatuses: Readonly<Record<number, ProviderErrorKind>> = {
  401: 'authentication',
  402: 'quota_exceeded',
  403: 'permission',
  404: 'not_found',
  408: 'timeout',
  429: 'rate_limit',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
};

function kindOf(failure: WireFailure, ofDialect: Dialect['errorKind']): ProviderErrorKind {
  const { status, code = '', type = '' } = failure;
  const told = ofDialect?.(failure) ?? own(kindsOfCodes, code) ?? own(kindsOfCodes, type);
  // A status says more than "server error".
  if (told && !(told === 'server' && status !== undefined)) return told;
  if (status !== undefined) return kindsOfStatuses[status] ?? (status >= 500 ? 'server' : 'invalid_request');
  return type.startsWith('invalid_request') ? 'invalid_request' : 'server';
}

const own = (kinds: Readonly<Record<string, ProviderErrorKind>>, name: string): ProviderErrorKind | undefined =>
  Object.hasOwn(kinds, name) ? kinds[name] : undefined;
