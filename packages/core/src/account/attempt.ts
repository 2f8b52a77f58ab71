import type { Attempt } from '../contract/error-details.ts';
import type { ProviderError } from '../contract/errors.ts';
import type { Usage } from '../contract/usage.ts';
import { clock } from '../util/clock.ts';

/** The provider and model of an attempt. */
export interface AttemptContext {
  readonly provider: string;
  readonly model: string;
}

const nothing: Usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };

/** Returns the record of an attempt after its end. */
export function toAttempt(context: AttemptContext, startedAt: number, error?: ProviderError): Attempt {
  const { provider, model } = context;
  const duration = (clock.now() - startedAt) / 1000;
  if (!error) return { provider, model, startedAt, duration };
  return {
    provider,
    model,
    startedAt,
    duration,
    status: error.status,
    error: error.kind,
    usage: usageOfFailure(error),
  };
}

/**
 * Returns the usage of a failed attempt: zero if it was refused, `undefined` if unknown. Usage that an interrupted
 * stream reported is not final, because services may continue and bill more.
 */
export function usageOfFailure(error: ProviderError): Usage | undefined {
  if (isRefused(error)) return nothing;
  return error.kind === 'invalid_answer' ? error.partial?.usage : undefined;
}

/** Codes of connection errors that occur before a request is sent. */
const unreached: ReadonlySet<unknown> = new Set(
  'ECONNREFUSED ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ERR_CONNECT_TIMEOUT'.split(' '),
);

/** Returns `true` if the service certainly did not process the request. */
export function isRefused({ status = 0, kind, cause }: ProviderError): boolean {
  if ((status >= 400 && status < 500) || (kind === 'overloaded' && status > 0)) return true;
  return unreached.has((cause as { readonly code?: unknown } | undefined)?.code);
}
