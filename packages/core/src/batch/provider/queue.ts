import type { OpenItem } from '../send-item.ts';
import type { Part, PartItem } from './part.ts';

/** Items that wait for a part. */
export interface ItemQueue {
  /** Returns the next item, or `undefined` if none is available now. Adds items that wait in a part to that part. */
  next(): Promise<PartItem | undefined>;
  /** Adds an item at the front. */
  unshift(item: PartItem): void;
  /** Adds an item that must be sent again. */
  push(item: PartItem): void;
  /** Reads items until all items of a part are known. */
  readPart(part: Part): Promise<void>;
  /** Number of waiting items that were read or added. */
  readonly size: number;
  close(): Promise<void>;
}

/**
 * Creates the queue of a run.
 *
 * @param open all items that have no outcome, in order
 * @param claim adds an item that waits in a part to the part, and returns `false` if that part is not known
 */
export function createQueue(open: AsyncGenerator<OpenItem>, claim: (item: PartItem) => boolean): ItemQueue {
  let waiting: PartItem[] = [];
  let at = 0;
  let isRead = false;
  const read = async (): Promise<PartItem | undefined> => {
    while (!isRead) {
      const { done, value } = await open.next();
      if (done) isRead = true;
      else if (!claim(value)) return value;
    }
    return undefined;
  };
  return {
    async next() {
      const item = waiting[at];
      if (!item) return read();
      at += 1;
      if (at > 1000 && at * 2 > waiting.length) {
        waiting = waiting.slice(at);
        at = 0;
      }
      return item;
    },
    unshift(item) {
      if (at > 0) waiting[--at] = item;
      else waiting.unshift(item);
    },
    push: (item) => void waiting.push(item),
    async readPart({ items, stored }) {
      while (items.size < stored.lines) {
        const item = await read();
        if (!item) return;
        waiting.push(item);
      }
    },
    get size() {
      return waiting.length - at;
    },
    close: async () => void (await open.return(undefined)),
  };
}
