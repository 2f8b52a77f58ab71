import { ConfigurationError } from '@rephysco/core';
import type { Fault } from './fault.ts';
import { type FaultName, faults, findFault } from './table.ts';

/**
 * Order of faults: `429`, `429x2` (the next two requests), `stallx*` (every request), `cut@3` (after three pieces),
 * `429@30` (Retry-After 30 s), or several in sequence: `429x2,503`.
 */
export type FaultOrder = FaultName | (string & {});

/** One parsed fault of an order. */
export interface OrderedFault {
  readonly name: string;
  readonly fault: Fault;
  readonly at: number | undefined;
  /** Number of requests that the fault affects. */
  readonly times: number;
}

const form = /^(?<name>[a-z0-9-]+?)(?:@(?<at>\d+(?:\.\d+)?))?(?:x(?<times>\d+|\*))?$/;

/**
 * Parses an order.
 *
 * @throws ConfigurationError for an unknown fault; the message lists the known ones
 */
export function parseOrder(order: FaultOrder): readonly OrderedFault[] {
  return order.split(',').map((text) => {
    const { name = '', at, times = '1' } = form.exec(text.trim())?.groups ?? {};
    const fault = findFault(name);
    if (!fault) {
      throw new ConfigurationError(
        `Unknown fault '${text.trim()}'. Faults are: ${Object.keys(faults).join(', ')}. ` +
          "Add '@n' for a number and 'xn' or 'x*' for how often, for example 'cut@3' or '429x2'.",
      );
    }
    const count = times === '*' ? Number.POSITIVE_INFINITY : Number(times);
    return { name, fault, at: at === undefined ? undefined : Number(at), times: count };
  });
}

/** Returns the fault for the n-th request, counted from 0, or `undefined` if the order is used up. */
export function faultAt(order: readonly OrderedFault[], index: number): OrderedFault | undefined {
  let left = index;
  for (const each of order) {
    if (left < each.times) return each;
    left -= each.times;
  }
  return undefined;
}
