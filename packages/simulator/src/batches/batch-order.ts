import { ConfigurationError } from '@rephysco/core';

const names = ['failed', 'expired', 'cancelled', 'queue-full', 'line-errors', 'gone'] as const;

/**
 * Outcome of the next batch. `failed`: it fails (`failed@3`: because of line 3). `expired@n`, `cancelled@n`: it ends
 * after n lines. `queue-full`: it is rejected (`queue-full@n`: above n waiting tokens). `line-errors@n`: every n-th
 * line fails. `gone`: its results no longer exist. `xn` repeats the order, and commas separate orders.
 */
export type BatchOrder = (typeof names)[number] | (string & {});

/** One parsed batch order. */
export interface OrderedBatch {
  readonly name: (typeof names)[number];
  readonly at: number | undefined;
}

/** Parses batch orders. @throws ConfigurationError for an unknown order */
export function parseBatchOrder(order: BatchOrder): readonly OrderedBatch[] {
  return order.split(',').flatMap((text) => {
    const {
      name,
      at,
      times = '1',
    } = /^(?<name>[a-z-]+)(?:@(?<at>\d+))?(?:x(?<times>\d+))?$/.exec(text.trim())?.groups ?? {};
    const known = names.find((each) => each === name);
    if (!known) throw new ConfigurationError(`Unknown batch order '${text.trim()}'. Orders are: ${names.join(', ')}.`);
    return Array.from({ length: Number(times) }, () => ({
      name: known,
      at: at === undefined ? undefined : Number(at),
    }));
  });
}
