import { type FaultOrder, faultAt, type OrderedFault, parseOrder } from './order.ts';

/** Faults that wait for the next requests. */
export interface FaultQueue {
  /** Puts an order at the end. @throws ConfigurationError for an unknown fault */
  add(order: FaultOrder, path?: string): void;
  /** Removes all orders. */
  clear(): void;
  /** The fault that meets a request to this path, if any; it is taken off the queue. */
  take(path: string): OrderedFault | undefined;
}

/** Makes an empty queue. */
export function createFaultQueue(): FaultQueue {
  const waiting: { ordered: OrderedFault; left: number; path: string | undefined }[] = [];
  return {
    add(order, path) {
      for (const ordered of parseOrder(order)) waiting.push({ ordered, left: ordered.times, path });
    },
    clear: () => void waiting.splice(0),
    take(path) {
      const found = waiting.findIndex((each) => each.path === undefined || path.includes(each.path));
      const entry = waiting[found];
      if (!entry) return undefined;
      entry.left -= 1;
      if (entry.left <= 0) waiting.splice(found, 1);
      return entry.ordered;
    },
  };
}

/** Counts how far requests that carry their own order have come with it. */
export interface OrderBook {
  /**
   * The fault that meets this try. A request that met all its faults starts anew when it comes again.
   *
   * @param key tells one request from another; tries of one request share it
   * @throws ConfigurationError for an unknown fault
   */
  next(order: FaultOrder, key: string): OrderedFault | undefined;
}

/** Makes an empty book. */
export function createOrderBook(): OrderBook {
  const tries = new Map<string, number>();
  return {
    next(order, key) {
      const count = tries.get(key) ?? 0;
      const found = faultAt(parseOrder(order), count);
      if (found) tries.set(key, count + 1);
      else tries.delete(key);
      return found;
    },
  };
}
