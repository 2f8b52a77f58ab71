import type { Failure, FailureKind } from '../failure.ts';
import { jsonReply } from '../reply.ts';
import type { Fault } from './fault.ts';

/** Default Retry-After in seconds. */
const defaultRetryAfter = 1;

/** Names of the refusals. */
export type RefusalFault =
  | '400'
  | '401'
  | '403'
  | '404'
  | '429'
  | '429-date'
  | '429-ms'
  | '429-body'
  | '429-bare'
  | 'quota'
  | 'filter'
  | '500'
  | '503'
  | '529';

/** Faults with an HTTP error status, in the format of the service. */
export const refusals: Readonly<Record<RefusalFault, Fault>> = {
  '400': refusal('bad_request', 'the request is invalid'),
  '401': refusal('wrong_key', 'the key is rejected'),
  '403': refusal('permission', 'the key may not use the model'),
  '404': refusal('unknown_model', 'the model does not exist'),
  '429': refusal('rate_limit', 'rate limit; Retry-After in seconds, 1 or as ordered', { retryHint: 'seconds' }),
  '429-date': refusal('rate_limit', 'rate limit; Retry-After as a date', { retryHint: 'date' }),
  '429-ms': refusal('rate_limit', 'rate limit; retry-after-ms', { retryHint: 'milliseconds' }),
  '429-body': refusal('rate_limit', 'rate limit; the retry delay only in the body, if the service supports it', {
    retryHint: 'body',
  }),
  '429-bare': refusal('rate_limit', 'rate limit without a retry delay', { retryHint: 'none' }),
  quota: refusal('quota', 'the quota of the account is exhausted'),
  filter: refusal('content_filter', 'the prompt is blocked by a content filter'),
  '500': refusal('server', 'internal error'),
  '503': refusal('overloaded', 'overloaded', { status: 503 }),
  '529': refusal('overloaded', 'overloaded, with the status of Anthropic for it', { status: 529 }),
};

function refusal(
  kind: FailureKind,
  summary: string,
  { retryHint, status: asked }: Pick<Failure, 'retryHint'> & { readonly status?: number } = {},
): Fault {
  return {
    summary,
    effect: kind,
    apply(_reply, { at, service, call }) {
      const hint = retryHint && { retryHint, ...(retryHint !== 'none' && { retryAfter: at ?? defaultRetryAfter }) };
      const { status, body, headers } = service.fail({ kind, subject: subjectOf(kind, call.body), ...hint }, call);
      return jsonReply(body, { status: asked ?? status, ...(headers && { headers }) });
    },
  };
}

function subjectOf(kind: FailureKind, body: unknown): string {
  const { model } = (body ?? {}) as { model?: unknown };
  if (kind === 'unknown_model' && typeof model === 'string') return model;
  return kind === 'wrong_key' ? 'ordered-wrong-key' : '';
}
