import type { Failure } from './failure.ts';

/** Returns the headers with the retry delay. */
export function retryHeaders({ retryAfter, retryHint = 'seconds' }: Failure): Readonly<Record<string, string>> {
  if (retryAfter === undefined || retryHint === 'body' || retryHint === 'none') return {};
  if (retryHint === 'milliseconds') return { 'retry-after-ms': String(Math.round(retryAfter * 1000)) };
  if (retryHint === 'seconds') return { 'retry-after': String(Math.ceil(retryAfter)) };
  // HTTP dates have whole seconds. Rounding up keeps the date from being too early.
  return { 'retry-after': new Date(Math.ceil(Date.now() / 1000 + retryAfter) * 1000).toUTCString() };
}
