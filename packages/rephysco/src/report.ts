import { type GenerateResult, type Notice, ProviderError, RephyscoError } from '@rephysco/core';
import { safeLine } from './answer/answer-writer.ts';
import type { Output } from './terminal.ts';

/** What a result does not know itself. */
export interface JSONContext {
  readonly requestedModel: string;
  /** Milliseconds. */
  readonly timing: { readonly firstTokenMs?: number | undefined; readonly totalMs: number };
  readonly cache: { readonly status: 'hit' | 'stale' | 'miss' | 'joined' | 'refresh' | 'bypass' | 'off'; readonly key?: string };
  /** Day of the prices behind a cost. */
  readonly pricesAsOf?: string | undefined;
}

/** Version of the JSON shapes below; fields are only ever added to one version. */
export const schema = 1;

/** The shape of `--json`. */
export interface ResultJSON {
  readonly schema: number;
  readonly [field: string]: unknown;
}

/** A result as `--json` prints it. */
export function resultJSON(result: GenerateResult, context: JSONContext): ResultJSON {
  const { requestedModel, timing, cache, pricesAsOf } = context;
  const { usage, id, provider, model, text, reasoning, refusal, object, toolCalls, finishReason, cost, warnings } =
    result;
  const { inputTokens, outputTokens, totalTokens, cachedInputTokens, reasoningTokens, estimated = false } = usage;
  const tokens = { input: inputTokens, output: outputTokens, total: totalTokens, cachedInput: cachedInputTokens };
  return {
    schema,
    id,
    provider,
    model,
    requestedModel,
    text,
    reasoning,
    refusal,
    object,
    toolCalls,
    finishReason,
    usage: { ...tokens, reasoning: reasoningTokens, estimated },
    cost: cost ? { ...cost, pricesAsOf } : null,
    cached: result.cached,
    cache,
    attempts: attemptsJSON(result.attempts),
    timing,
    warnings,
  };
}

/** A failure as `--json` prints it. */
export function errorJSON(error: unknown, hint?: string): { readonly schema: number; readonly error: object } {
  const message = safeLine(error instanceof Error ? error.message : String(error));
  if (!(error instanceof RephyscoError)) return { schema, error: { code: 'unexpected', message, hint } };
  if (!(error instanceof ProviderError)) return { schema, error: { code: error.kind, message, hint } };
  const { kind, provider, status, requestId, retryable, retryAfter, attempts } = error;
  const retryAfterMs = retryAfter === undefined ? undefined : Math.round(retryAfter * 1000);
  const partial = error.partial?.text;
  const known = { hint, provider, status, requestId, retryable, retryAfterMs, partial };
  return { schema, error: { code: kind, message, ...known, attempts: attemptsJSON(attempts) } };
}

function attemptsJSON(attempts: GenerateResult['attempts']): readonly object[] {
  return attempts.map(({ startedAt, duration, status, error }, position) => ({
    n: position + 1,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(duration * 1000),
    status,
    error,
  }));
}

/** What happens on the way, as `--jsonl` prints it. */
export function noticeJSON(notice: Notice): { readonly type: string } {
  if (notice.type !== 'retry') return notice;
  const { type, attempt, maxAttempts, delay, error } = notice;
  const { kind, status, message } = error;
  return Object.assign(
    { type },
    { attempt, maxAttempts, delayMs: Math.round(delay * 1000), code: kind, status, message },
  );
}

/** Tells on standard error what happens on the way. */
export function tell(notice: Notice, stderr: Output): void {
  if (notice.type === 'warning') stderr.write(`warning: ${safeLine(notice.message)}\n`);
  if (notice.type === 'cache' && notice.status === 'hit') {
    stderr.write('note: this answer is from the cache; --refresh asks anew, --no-cache passes it by\n');
  }
  if (notice.type !== 'retry') return;
  const { attempt, maxAttempts, delay, error } = notice;
  const why = safeLine(error.message);
  stderr.write(`attempt ${attempt} of ${maxAttempts} failed (${why}); next in ${delay.toFixed(1)} s\n`);
}
