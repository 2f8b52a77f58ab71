import { clock } from '../util/clock.ts';

/** Part of `Headers` that is needed to read waits. */
type HeaderReader = Pick<Headers, 'get'>;

/**
 * Returns the seconds to wait that a response states, or `undefined`. Reads `retry-after-ms`, `retry-after` (seconds,
 * or a date relative to the `date` header of the same response), and waits in the message.
 */
export function retryAfterOf(headers: HeaderReader, message = ''): number | undefined {
  return retryAfterHeader(headers) ?? waitInWords(message);
}

function retryAfterHeader(headers: HeaderReader): number | undefined {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (isWait(milliseconds)) return milliseconds / 1000;
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const seconds = Number(value);
  if (isWait(seconds)) return seconds;
  const date = Date.parse(value);
  if (Number.isNaN(date)) return durationOf(value);
  // Clocks of two machines often differ by more than the wait, so the date of the response is used.
  const sent = Date.parse(headers.get('date') ?? '');
  return Math.max(0, (date - (Number.isNaN(sent) ? clock.now() : sent)) / 1000);
}

/** Returns `true` for a valid wait. An infinite wait is a bug of the service. */
const isWait = (amount: number): boolean => Number.isFinite(amount) && amount >= 0;

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
const amount = String.raw`\d+(?:\.\d+)?\s*(?:milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])`;
const duration = new RegExp(String.raw`(?:${amount})(?:[\s,]*(?:and\s+)?${amount})*`, 'i');
const wait = new RegExp(
  String.raw`\b(?:try(?:ing)?|retry(?:ing)?|retry[-_ ]?after|wait(?:ing)?|resets?|available|again)\b[^.\d\n]{0,60}?(${duration.source})`,
  'i',
);
const bareSeconds = /\bretry[-_ ]?after["']?\s*[:=]?\s*(\d+(?:\.\d+)?)(?!\S*[-:/]\d)(?!\s*[a-z%])/i;
const chineseSeconds = /(\d+(?:\.\d+)?)\s*秒(?:钟)?(?:后|之后|以后)/;

/** Returns the seconds to wait in a message: "try again in 30 seconds", "retry after 45s", "in 1m2.5s". */
export function waitInWords(message: string): number | undefined {
  const words = wait.exec(message)?.[1];
  if (words !== undefined) return durationOf(words);
  const bare = (bareSeconds.exec(message) ?? chineseSeconds.exec(message))?.[1];
  return bare !== undefined && isWait(Number(bare)) ? Number(bare) : undefined;
}

const part = /(\d+(?:\.\d+)?)\s*([a-z]+)/gi;

/** Parses a duration such as `6.57s`, `1m2s`, `1 hour and 30 seconds` or `17ms` to seconds, or returns `undefined`. */
export function durationOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (duration.exec(trimmed)?.[0] !== trimmed) return undefined;
  let seconds = 0;
  for (const [, number = '0', unit = ''] of trimmed.matchAll(part)) {
    if (unit.toLowerCase() !== 'and') seconds += Number(number) * (units[unitOf(unit)] ?? 0);
  }
  // Rounds to a microsecond, because sums of decimals such as 60 + 2.3 are inexact.
  const rounded = Math.round(seconds * 1e6) / 1e6;
  return isWait(rounded) ? rounded : undefined;
}

function unitOf(word: string): string {
  const lower = word.toLowerCase();
  if (/^(?:ms|msecs?|milliseconds?)$/.test(lower)) return 'ms';
  return lower.slice(0, 1);
}
