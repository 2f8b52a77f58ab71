import type { Replayable } from '../stream/replay.ts';
import { clock } from '../util/clock.ts';

/** Stored part of an answer: all fields that do not depend on the call. */
export type StoredAnswer = Omit<Replayable, 'cached' | 'attempts' | 'saved' | 'response'>;

/** Cache entry of an answer, as stores hold it. */
export interface Envelope {
  /** Version of the format. */
  readonly v: 1;
  readonly key: string;
  /** Expiry time in milliseconds since 1970. */
  readonly expires: number;
  /** Time in milliseconds since 1970 after which the answer is stale. Absent if it is fresh until it expires. */
  readonly fresh?: number | undefined;
  readonly answer: StoredAnswer;
}

/** Creates the cache entry of an answer. It is fresh for `ttlMs` and then stale for `staleMs`. */
export function seal(key: string, result: StoredAnswer, ttlMs: number, staleMs = 0): Envelope {
  const { content, finishReason, finishReasonRaw, model, provider, id, usage, cost, warnings } = result;
  const { logprobs, serviceTier } = result;
  const answer = {
    content,
    finishReason,
    finishReasonRaw,
    model,
    provider,
    id,
    usage,
    cost,
    warnings,
    ...(logprobs && { logprobs }),
    ...(serviceTier !== undefined && { serviceTier }),
  };
  const after = (ms: number): number => Math.min(clock.now() + ms, Number.MAX_SAFE_INTEGER); // JSON has no Infinity
  const expires = after(ttlMs + staleMs);
  return { v: 1, key, expires, ...(staleMs > 0 && { fresh: after(ttlMs) }), answer };
}

/** Returns a stored entry, or `undefined` if its format or key differs, it has expired, or its answer is invalid. */
export function unseal(key: string, value: unknown): Envelope | undefined {
  return isEnvelope(value) && value.key === key && value.expires > clock.now() ? value : undefined;
}

/** Returns `true` for an entry that only calls with `staleWhileRevalidate` may use. */
export function isStale({ fresh }: Envelope): boolean {
  return fresh !== undefined && fresh <= clock.now();
}

/** Returns the milliseconds until an entry expires, or `undefined` if the value is not an entry. */
export function timeLeft(value: unknown): number | undefined {
  if (!isRecord(value) || value.v !== 1 || typeof value.expires !== 'number') return undefined;
  return value.expires - clock.now();
}

type Fields = Readonly<Record<string, unknown>>;

const finishReasons: ReadonlySet<unknown> = new Set(['stop', 'length', 'tool_calls']);

/** Validates an entry, because other programs may have written to the store. */
function isEnvelope(value: unknown): value is Envelope {
  if (!isRecord(value) || value.v !== 1 || typeof value.expires !== 'number') return false;
  return (value.fresh === undefined || typeof value.fresh === 'number') && isAnswer(value.answer);
}

function isAnswer(value: unknown): value is StoredAnswer {
  if (!isRecord(value)) return false;
  const { content, finishReason, model, provider, usage, warnings } = value;
  return (
    Array.isArray(content) &&
    content.every(isPart) &&
    finishReasons.has(finishReason) &&
    isText(model) &&
    isText(provider) &&
    isRecord(usage) &&
    Array.isArray(warnings) &&
    warnings.every(isText)
  );
}

function isPart(part: unknown): boolean {
  if (!isRecord(part)) return false;
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return isText(part.text);
    case 'tool-call':
      return isText(part.id) && isText(part.name);
    case 'source':
      return isRecord(part.source) && (part.source.type === 'url' || part.source.type === 'file');
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
      return isText(part.url);
    default:
      return false;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
