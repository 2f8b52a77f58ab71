import { ConfigurationError, providerError } from '../../contract/errors.ts';
import type { PartLimits } from './drafts.ts';
import type { Part, PartItem } from './part.ts';

/** Evaluated end of a part. */
export interface EndedPart {
  /** `true` if the service has results. Some items may have none. */
  readonly hasResults: boolean;
  /** `true` if the queue of the service was full. The items are sent again later. */
  readonly isFull: boolean;
  /** Items that the service rejected, with their errors. */
  readonly invalid: readonly { readonly item: PartItem; readonly error: unknown }[];
  /** Error that ends the run: sending the items again would fail too, or the batch was cancelled. */
  readonly error?: unknown;
}

/** Evaluates the end of a part. If the queue of the service was full, lowers the limits of later parts. */
export function ended(part: Part, limits: PartLimits, provider: string): EndedPart {
  const { state = { status: 'done' }, stored, ids, items, tokens } = part;
  const nothing: EndedPart = { hasResults: false, isFull: false, invalid: [] };
  if (state.status === 'cancelled') {
    const error = new ConfigurationError(
      `The batch ${stored.batch} was cancelled at the provider. Finished items are kept. Run the batch again to send the others.`,
    );
    return { ...nothing, hasResults: true, error };
  }
  if (state.status !== 'failed') return { ...nothing, hasResults: true };
  if (state.queueFull) {
    lower(limits, stored.lines, tokens, state.queueFull.limit);
    return { ...nothing, isFull: true };
  }
  const refused = (state.invalid ?? []).flatMap(({ position, message }) => {
    const id = ids[position];
    const item = id === undefined ? undefined : items.get(id);
    if (id === undefined || !item) return [];
    items.delete(id);
    return [
      { item, error: providerError('invalid_request', `${provider}: ${message}`, { provider, retryable: false }) },
    ];
  });
  if (refused.length > 0) return { ...nothing, invalid: refused };
  const message = `${provider}: the batch ${stored.batch} failed. Its items have no outcome; run the batch again to send them.`;
  return { ...nothing, error: state.error ?? providerError('server', message, { provider, retryable: false }) };
}

function lower(limits: PartLimits, lines: number, tokens: number, limit: number | undefined): void {
  if (limit !== undefined && (limits.tokens === undefined || limit < limits.tokens)) limits.tokens = limit;
  else if (tokens > 0) limits.tokens = Math.ceil(tokens / 2);
  else limits.lines = Math.ceil(lines / 2);
}
