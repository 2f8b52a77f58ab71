import type { Replayable } from '../answer.ts';

/** What is kept of an answer: everything but what told of the call that asked for it. */
export type StoredAnswer = Omit<Replayable, 'cached' | 'attempts' | 'saved'>;

/** An answer as stores hold it. */
export interface Envelope {
  /** Format of this object. */
  readonly v: 1;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly answer: StoredAnswer;
}

/** Puts what is to be kept of an answer into an envelope. */
export function seal(key: string, result: StoredAnswer, ttlMs: number): Envelope {
  const { content, finishReason, finishReasonRaw, model, provider, id, usage, cost, warnings } = result;
  const answer = { content, finishReason, finishReasonRaw, model, provider, id, usage, cost, warnings };
  const expires = Math.min(Date.now() + ttlMs, Number.MAX_SAFE_INTEGER); // JSON has no Infinity
  return { v: 1, key, expires, answer };
}

/** The answer in what a store gave back; `undefined` where that is of another format or key, expired or no answer. */
export function unseal(key: string, value: unknown): StoredAnswer | undefined {
  if (!isRecord(value) || value.v !== 1 || value.key !== key) return undefined;
  const { expires, answer } = value;
  return typeof expires === 'number' && expires > Date.now() && isAnswer(answer) ? answer : undefined;
}

/** Milliseconds until an envelope expires; `undefined` for any other value. */
export function timeLeft(value: unknown): number | undefined {
  if (!isRecord(value) || value.v !== 1 || typeof value.expires !== 'number') return undefined;
  return value.expires - Date.now();
}

type Fields = Readonly<Record<string, unknown>>;

const finishReasons: ReadonlySet<unknown> = new Set(['stop', 'length', 'tool_calls']);

/** A store is not trusted: a value that others wrote must not become an answer that breaks its reader. */
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
