import type { Batch } from '../stream/batches.ts';
import { clock } from '../util/clock.ts';

/** Lets timers and other input run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => clock.setImmediate(resolve));

/** Number of events whose way through the client takes a millisecond. */
const many = 1000;

/**
 * Returns the events that were read together, many of them in the next turn of the event loop. Reading 40,000 sources
 * from the body takes 50 ms, and the client needs about as long for the events.
 */
export function manyInNextTurn(batch: Batch): Batch | Promise<Batch> {
  return batch.length > many ? nextTurn().then(() => batch) : batch;
}
