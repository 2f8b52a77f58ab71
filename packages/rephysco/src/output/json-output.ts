import { type GenerateResult, type Notice, ProviderError, RephyscoError } from '@rephysco/core';
import type { LearnedLimits } from '@rephysco/core/middleware';
import type { Output } from '../terminal/output.ts';
import { safeLine } from './answer/answer-writer.ts';

/** Data of an answer that the result does not contain. */
export interface JSONContext {
  readonly requestedModel: string;
  /** Times in milliseconds. */
  readonly timing: { readonly firstTokenMs?: number | undefined; readonly totalMs: number };
  readonly cache: {
    readonly status: 'hit' | 'stale' | 'miss' | 'joined' | 'refresh' | 'bypass' | 'off';
    readonly key?: string;
  };
  /** Date of the prices behind a cost. */
  readonly pricesAsOf?: string | undefined;
}

/** Version of the JSON format below. Within one version, fields are only added. */
export const schema = 1;

/** Format of `--json`. */
export interface ResultJSON {
  readonly schema: number;
  readonly [field: string]: unknown;
}

/** Converts a result to the format of `--json`. */
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

/** Converts a failure to the format of `--json`. */
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

/** Converts a notice to the format of `--jsonl`. */
export function noticeJSON(notice: Notice): { readonly type: string } {
  switch (notice.type) {
    case 'retry': {
      const { type, attempt, maxAttempts, delay, error } = notice;
      return { type, ...{ attempt, maxAttempts, delayMs: milliseconds(delay), ...reasonOf(error) } };
    }
    case 'wait': {
      const { delay, ...fields } = notice;
      return { ...fields, ...(delay !== undefined && { delayMs: milliseconds(delay) }) };
    }
    case 'fallback': {
      const { error, ...fields } = notice;
      return { ...fields, ...reasonOf(error) };
    }
    case 'cache':
    case 'trim':
    case 'warning':
      return notice;
  }
}

const milliseconds = (seconds: number): number => Math.round(seconds * 1000);

function reasonOf({ kind, status, message }: ProviderError): object {
  return { code: kind, status, message: safeLine(message) };
}

/** Prints a notice for people. */
export function tell(notice: Notice, notes: Pick<Output, 'write'>): void {
  const line = sentenceFor(notice);
  if (line !== undefined) notes.write(`${line}\n`);
}

/** Returns the known limits of a service, for people. */
function limitTexts({ requestsPerMinute, tokensPerMinute, concurrency }: LearnedLimits = {}): readonly string[] {
  return [
    ...(requestsPerMinute === undefined ? [] : [`about ${requestsPerMinute} requests a minute`]),
    ...(tokensPerMinute === undefined ? [] : [`about ${tokensPerMinute} tokens a minute`]),
    ...(concurrency === undefined ? [] : [`about ${concurrency} requests at the same time`]),
  ];
}

function sentenceFor(notice: Notice): string | undefined {
  switch (notice.type) {
    case 'warning':
      return `warning: ${safeLine(notice.message)}`;
    case 'cache':
      if (notice.status !== 'hit' && notice.status !== 'stale') return undefined;
      return 'note: this answer is from the cache; --refresh replaces it, --no-cache skips the cache';
    case 'retry': {
      const { attempt, maxAttempts, delay, error } = notice;
      return `attempt ${attempt} of ${maxAttempts} failed (${safeLine(error.message)}); next in ${delay.toFixed(1)} s`;
    }
    case 'wait': {
      const { provider, model, reason, delay, queued = 0, learned } = notice;
      const time = delay === undefined ? '' : ` ${delay.toFixed(1)} s`;
      const details = [waits[reason], ...(queued > 0 ? [`${queued} calls are waiting`] : []), ...limitTexts(learned)];
      return `waiting${time} for ${provider}:${safeLine(model)} (${details.join('; ')})`;
    }
    case 'fallback':
      return `${safeLine(notice.from)} failed (${safeLine(notice.error.message)}); trying ${safeLine(notice.to)}`;
    case 'trim': {
      const { dropped, before, after, limit } = notice;
      const what = `${dropped} earlier messages were not sent`;
      return `note: ${what}, to fit into ${limit} tokens (${before} before, ${after} now)`;
    }
  }
}

/** Reasons for waiting. */
const waits = {
  concurrency: 'the maximum number of concurrent requests is reached',
  requests: 'the requests per minute are used up',
  tokens: 'the tokens per minute are used up',
  rate_limit: 'the limit of the service',
} as const;
