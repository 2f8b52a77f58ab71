import { ConfigurationError } from '../contract/errors.ts';
import type { BatchItems } from './batch-input.ts';
import type { BatchItem } from './batch-types.ts';
import { createBreath } from './breath.ts';
import { createIdSet, type IdSet } from './id-set.ts';
import type { BatchJournal } from './journal.ts';
import { type ReadItem, readItems } from './read-items.ts';
import type { OpenItem } from './send-item.ts';
import { splitId } from './stored-id.ts';
import { type AnyResult, restore, restoreUsage } from './stored-outcome.ts';
import { idOf, toCall } from './to-call.ts';
import type { Totals } from './totals.ts';

/** Parts of a running batch. */
export interface Job {
  readonly journal: BatchJournal;
  readonly totals: Totals;
  readonly report: (isLast?: boolean) => void;
  readonly items: BatchItems<unknown>;
  readonly retryFailed: boolean;
  readonly concurrency: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** `false` if no loop reads the outcomes. Those of the journal then contain only their usage and cost. */
  readonly isRead: boolean;
}

/** Finished item with its outcome. */
export interface Finished {
  readonly outcome: BatchItem<AnyResult>;
  /** Outcome as stored, for the output file. */
  readonly json: string;
}

/** Order of all items. It yields the items to send, and the outcomes of finished items. */
export interface Plan {
  /** Yields the items to send, and those that wait in a part of a provider batch. */
  open(): AsyncGenerator<OpenItem>;
  /** Sets the record of an item that `open` yielded. */
  settle(index: number, record: number): void;
  /** Sets the outcome of an item that has no record, because it was not sent. */
  reject(index: number, finished: Finished): void;
  /** Yields the outcomes of the items before a position, in order. Items without an outcome are left out. */
  finishedBefore(index: number): Generator<Finished>;
  /** Yields the next outcomes, up to the first item without one. */
  finished(): Generator<Finished>;
}

/** Creates the plan of a batch. */
export function createPlan({ items, journal, totals, retryFailed, report, isRead }: Job): Plan {
  /** Number of the record of each item, plus 1. 0 for an item that must be sent. */
  let records = new Int32Array(1024);
  const rejected = new Map<number, Finished>();
  const ids = createIdSet(totals.progress().total);
  let count = 0;
  let yielded = 0;
  const settle = (index: number, record: number): void => {
    while (index >= records.length) {
      const longer = new Int32Array(records.length * 2);
      longer.set(records);
      records = longer;
    }
    records[index] = record + 1;
  };
  const outcomeAt = (index: number): Finished | undefined => {
    const record = (records[index] ?? 0) - 1;
    if (record < 0) {
      const finished = rejected.get(index);
      rejected.delete(index);
      return finished;
    }
    const { id, json } = splitId(journal.read(record), index);
    const outcome = isRead ? restore(json) : restoreUsage(json);
    return { outcome: { index, id, ...outcome } as BatchItem<AnyResult>, json };
  };
  return {
    settle,
    reject: (index, finished) => void rejected.set(index, finished),
    async *open() {
      const breath = createBreath();
      for await (const group of readItems(items)) {
        for (const read of group) {
          const index = count;
          count += 1;
          const known = identify(read, index, ids);
          // The journal contains only valid items, so a finished item is not checked again.
          const record = known.error ? -1 : journal.find(index, read.key);
          if (record < 0 || journal.isSent(record) || (retryFailed && journal.isFailed(record))) {
            const sent = record < 0 ? undefined : journal.waiting(record);
            const item = toOpen(known, read, index);
            yield sent ? { ...item, sent } : item;
            continue;
          }
          settle(index, record);
          totals.resumed(journal.isFailed(record));
          report();
          const pause = breath();
          if (pause) await pause;
        }
      }
      totals.setTotal(count);
    },
    *finishedBefore(end) {
      for (; yielded < Math.min(end, count); yielded += 1) {
        const finished = outcomeAt(yielded);
        if (finished) yield finished;
      }
    },
    *finished() {
      for (; yielded < count; yielded += 1) {
        const finished = outcomeAt(yielded);
        if (!finished) return;
        yield finished;
      }
    },
  };
}

type Known = Pick<OpenItem, 'ownId' | 'error'>;

/** Returns the id of an item. Also returns an error if the item cannot be read, or if another item has the same id. */
function identify({ where, value, error }: ReadItem, index: number, ids: IdSet): Known {
  const ownId = idOf(value);
  if (error) return { ownId, error };
  const first = ownId === undefined ? undefined : ids.add(ownId, index);
  if (first === undefined) return { ownId };
  const problem = `${where()} has the same id as the item at index ${first}: ${JSON.stringify(ownId)}. Each id must be unique.`;
  return { ownId, error: new ConfigurationError(problem) };
}

/** Returns an item with its call. Only used for items to send, because V8 caches the strings of numeric ids. */
function toOpen({ ownId, error }: Known, { key, value, where }: ReadItem, index: number): OpenItem {
  const item = { index, id: ownId ?? String(index), ownId, key };
  if (error) return { ...item, error };
  try {
    return { ...item, call: toCall(value, where()) };
  } catch (cause) {
    return { ...item, error: cause };
  }
}
