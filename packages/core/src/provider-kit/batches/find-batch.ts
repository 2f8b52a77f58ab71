import type { BatchHandle, BatchTrace } from '../../contract/batch-service.ts';
import { asList, asObject, asText, type WireObject } from '../wire-value.ts';

/** Page of the list of batches of a service. */
export interface BatchPage {
  /** Batches, the newest first. */
  readonly batches: unknown;
  /** Cursor of the next page. Not a text on the last page. */
  readonly next: unknown;
}

/** List of the batches of a service. */
export interface BatchList {
  /**
   * Returns a page.
   *
   * @param query cursor of the previous page as part of a query, such as `&after=a`; empty for the first page
   */
  page(query: string): Promise<BatchPage>;
  /** Name of the parameter that holds the cursor. */
  readonly cursor: string;
  /** Returns the id of a batch, and its creation time: an ISO date, or seconds since 1970. */
  facts(batch: WireObject): { readonly id: unknown; readonly created: unknown };
  /** Returns `true` for the batch that the trace describes. `isNew` tells whether it is as new as the trace. */
  isOurs(batch: WireObject, isNew: boolean): boolean | Promise<boolean>;
  /** Maximum assumed clock difference between the service and this machine, in milliseconds. @default 600_000 */
  readonly clockSkew?: number;
}

/**
 * Finds the batch whose creation was not confirmed, for `BatchService.find`. Ignores batches of other parts. Reads the
 * list until a page ends with a batch that is older than the trace.
 */
export async function findBatch(
  { since, known }: Pick<BatchTrace, 'since' | 'known'>,
  { page, cursor, facts, isOurs, clockSkew = 600_000 }: BatchList,
): Promise<BatchHandle | undefined> {
  const isNew = (batch: WireObject): boolean => !(timeOf(facts(batch).created) < since - clockSkew);
  for (let query: string | undefined = ''; query !== undefined; ) {
    const { batches, next } = await page(query);
    const list = asList(batches).map((each) => asObject(each) ?? {});
    for (const batch of list) {
      const id = asText(facts(batch).id);
      if (id !== undefined && !known.includes(id) && (await isOurs(batch, isNew(batch)))) return { id };
    }
    const last = list.at(-1);
    const goesOn = asText(next) !== undefined && (last === undefined || isNew(last));
    query = goesOn ? `&${cursor}=${encodeURIComponent(String(next))}` : undefined;
  }
  return undefined;
}

/** Returns the page of a list with `data`, `has_more` and the ids of batches as cursors. */
export function pageOfData({ data, has_more: hasMore }: WireObject): BatchPage {
  return { batches: data, next: hasMore === true ? asObject(asList(data).at(-1))?.id : undefined };
}

function timeOf(created: unknown): number {
  return typeof created === 'number' ? created * 1000 : Date.parse(asText(created) ?? '');
}
