import type { Replayable } from '../stream/answer.ts';
import { clock } from '../util/clock.ts';

/** What is kept of an answer: everything but what told of the call that asked for it. */
export type StoredAnswer = Omit<Replayable, 'cached' | 'attempts' | 'saved' | 'response'>;

/** An answer as stores hold it. */
export interface Envelope {
  /** Format of this object. */
  readonly v: 1;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** Until when it needs no asking anew, where that is before it expires. Milliseconds since 1970. */
  readonly fresh?: number | undefined;
  readonly answer: StoredAnswer;
}

/** Puts what is to be kept of an answer into an envelope: good for `ttlMs`, and stale for `staleMs` after that. */
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

/** What a store gave back; `undefined` where it is of another format or key, has expired, or holds no answer. */
export function unseal(key: string, value: unknown): Envelope | undefined {
  return isEnvelope(value) && value.key === key && value.expires > clock.now() ? value : undefined;
}

/** Whether an answer may be used only by those who take it stale. */
export function isStale({ fresh }: Envelope): boolean {
  return fresh !== undefined && fresh <= clock.now();
}

/** Milliseconds until an envelope expires; `undefined` for any other value. */
export function timeLeft(value: unknown): number | undefined {
  if (!isRecord(value) || value.v !== 1 || typeof value.expires !== 'number') return undefined;
  return value.expires - clock.now();
}

type Fields = Readonly<Record<string, unknown>>;

const finishReasons: ReadonlySet<unknown> = new Set(['stop', 'length', 'tool_calls']);

/** A store is not trusted: a value that others wrote must not become an answer that breaks its reader. */
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
