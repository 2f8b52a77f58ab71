import type { BatchState } from '../../contract/batch-service.ts';
import type { CostHold } from '../batch-state.ts';
import type { OpenItem } from '../send-item.ts';
import type { StoredPart } from '../stored-part.ts';

/** Item that is sent in a part. */
export interface PartItem extends OpenItem {
  /** Amount that is reserved for the item, if there is a budget. */
  hold?: CostHold | undefined;
  /** Number of parts in which the service did not answer the item. */
  tries?: number;
}

/** Submitted part whose results have not been collected. */
export interface Part {
  stored: StoredPart;
  /** Items without an outcome, by the id of their request. */
  readonly items: Map<string, PartItem>;
  /** Ids in the order of the requests. Empty for a part of an earlier run. */
  readonly ids: readonly string[];
  /** Number of input tokens, 0 if they were not counted. */
  readonly tokens: number;
  /** Last known state. */
  state?: BatchState;
}

/** Returns the id of the request of an item: unique in a journal, at most 64 characters. */
export function requestId(run: string, { index, key }: { readonly index: number; readonly key: string }): string {
  return `${run}-${index}-${key}`;
}

/** Beginning of the tag of a part. The id of the run and the number of the part follow. */
export const tagPrefix = 'rephysco-';

/** Returns the id of the run that created the parts of a journal, or `undefined` if there are none. */
export function runOf(parts: Iterable<StoredPart>): string | undefined {
  for (const { tag } of parts) {
    const run = tag.startsWith(tagPrefix) ? tag.slice(tagPrefix.length).split('-')[0] : undefined;
    if (run) return run;
  }
  return undefined;
}
