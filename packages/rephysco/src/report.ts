import { type GenerateResult, type Notice, ProviderError, RephyscoError } from '@rephysco/core';
import type { Output } from './terminal.ts';

/** Times of one call, in milliseconds. */
export interface Timing {
  readonly firstTokenMs?: number | undefined;
  readonly totalMs: number;
}

/** Version of the JSON shapes below; fields are only ever added to one version. */
const schema = 1;

/** A result as `--json` prints it. */
export function resultJSON(result: GenerateResult, requestedModel: string, timing: Timing): object {
  const { usage, id, provider, model, text, reasoning, refusal, object, toolCalls, finishReason, cost, warnings } =
    result;
  const { inputTokens, outputTokens, totalTokens, cachedInputTokens, reasoningTokens, estimated = false } = usage;
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
    usage: {
      input: inputTokens,
      output: outputTokens,
      total: totalTokens,
      cachedInput: cachedInputTokens,
      reasoning: reasoningTokens,
      estimated,
    },
    cost: cost ?? null,
    cached: result.cached,
    attempts: attemptsJSON(result.attempts),
    timing,
    warnings,
  };
}

/** A failure as `--json` prints it. */
export function errorJSON(error: unknown): object {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof RephyscoError)) return { schema, error: { code: 'unexpected', message } };
  if (!(error instanceof ProviderError)) return { schema, error: { code: error.kind, message } };
  const { kind, provider, status, requestId, retryable, retryAfter, attempts } = error;
  const retryAfterMs = retryAfter === undefined ? undefined : Math.round(retryAfter * 1000);
  const partial = error.partial?.text;
  const known = { provider, status, requestId, retryable, retryAfterMs, partial };
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

/** Tells on standard error what happens on the way. */
export function tell(notice: Notice, stderr: Output): void {
  if (notice.type === 'warning') stderr.write(`warning: ${notice.message}\n`);
  if (notice.type !== 'retry') return;
  const { attempt, maxAttempts, delay, error } = notice;
  stderr.write(`attempt ${attempt} of ${maxAttempts} failed (${error.message}); next in ${delay.toFixed(1)} s\n`);
}
