import { type PartialAnswer, type ProviderError, RephyscoError } from '@rephysco/core';
import { abortReason, providerError, redact } from '@rephysco/core/provider';
import type { WireObject } from '@rephysco/http';
import { name } from './environment.ts';
import { type ErrorBody, readErrorBody, readErrorObject } from './error-body.ts';
import { kindOf } from './error-kind.ts';

/** Who was asked and how far it came, for the words and the details of an error. */
export interface Origin {
  readonly baseURL: string;
  /** Left out of every message. */
  readonly apiKey: string;
  readonly partial?: PartialAnswer | undefined;
  /** The caller's signal: once it aborts, its reason is what failed. */
  readonly signal?: AbortSignal | undefined;
}

/** The error that a response of another status than 2xx means. */
export async function toProviderError(response: Response, origin: Origin): Promise<ProviderError> {
  const { status, headers } = response;
  const body = readErrorBody(await response.text().catch(() => ''));
  const retryAfter = retryAfterHeader(headers) ?? body.retryDelay;
  return build({ ...body, status }, origin, { status, retryAfter });
}

/** The error that an error object means which came with a 200, whole or inside a stream. */
export function fromErrorObject(value: WireObject, origin: Origin): ProviderError {
  const body = readErrorObject(value);
  return build(body, origin, { retryAfter: body.retryDelay });
}

/** What something thrown on the way means: an abort, no connection, a cut one, a deadline; ours pass unchanged. */
export function fromThrown(error: unknown, { baseURL, apiKey, partial, signal }: Origin): unknown {
  if (signal?.aborted) return abortReason(signal);
  if (error instanceof RephyscoError) return error;
  // The global fetch says no more than "fetch failed" and keeps the cause below.
  const cause = error instanceof TypeError && error.cause ? error.cause : error;
  const words = redact(cause instanceof Error ? cause.message : String(cause), [apiKey]);
  const details = { provider: name, partial, cause };
  if (partial) {
    const message = `${name}: the connection broke in the middle of the answer: ${words}`;
    return providerError('interrupted', message, details);
  }
  if ((cause as { readonly code?: unknown } | undefined)?.code === 'ERR_CONNECT_TIMEOUT') {
    return providerError('timeout', `${name}: ${words} (option timeout.connect)`, { ...details, phase: 'connect' });
  }
  return providerError('network', `${name} cannot be reached at ${new URL(baseURL).origin}: ${words}`, details);
}

/** The error of an answer that came with a 200 and is none. */
export function noAnswer(what: string, { partial }: Origin, cause?: unknown): ProviderError {
  return providerError(partial ? 'interrupted' : 'server', `${name}: ${what}`, { provider: name, partial, cause });
}

interface Extra {
  readonly status?: number | undefined;
  readonly retryAfter: number | undefined;
}

function build(body: ErrorBody, { apiKey, partial }: Origin, extra: Extra): ProviderError {
  const words = redact(body.message || 'no explanation', [apiKey]);
  const text = `${name} ${extra.status === undefined ? 'failed' : `answered ${extra.status}`}: ${words}`;
  return providerError(kindOf(body), text, { provider: name, code: body.word, partial, ...extra });
}

/** Seconds that a Retry-After header asks for. Google sends none, gateways before it do. */
function retryAfterHeader(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (!value) return undefined;
  const seconds = Number(value);
  if (seconds >= 0) return seconds;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}
