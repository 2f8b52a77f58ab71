import { type FaultOrder, faultAt, type OrderedFault, parseOrder } from './order.ts';

/** Faults for the next requests. */
export interface FaultQueue {
  /** Appends an order. @throws ConfigurationError for an unknown fault */
  add(order: FaultOrder, path?: string): void;
  /** Removes all orders. */
  clear(): void;
  /** Removes and returns the fault for a request to this path, or `undefined` without one. */
  take(path: string): OrderedFault | undefined;
}

/** Creates an empty queue. */
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

/** Counts the attempts of requests that contain their own fault order. */
export interface OrderBook {
  /**
   * Returns the fault for this attempt. After its last fault, a repeated request starts the order again.
   *
   * @param key identifies a request; all attempts of the request have the same key
   * @throws ConfigurationError for an unknown fault
   */
  next(order: FaultOrder, key: string): OrderedFault | undefined;
}

/** Creates an empty book. */
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
