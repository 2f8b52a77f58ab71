import type { StreamEvent } from '../contract/events.ts';
import type { Batch } from './batches.ts';

/** Queue of events that were received but not read. */
export interface EventQueue {
  add(batch: Batch): void;
  /** Removes and returns the first event. */
  take(): StreamEvent | undefined;
}

/** Creates an empty queue. */
export function createEventQueue(): EventQueue {
  let waiting: Batch = [];
  let position = 0;
  /** Copy of `waiting` that can grow. Copying again for each batch would take quadratic time. */
  let growing: StreamEvent[] | undefined;
  return {
    add(batch) {
      if (growing && position < growing.length) {
        for (const event of batch) growing.push(event);
        return;
      }
      growing = position < waiting.length ? [...waiting.slice(position), ...batch] : undefined;
      waiting = growing ?? batch;
      position = 0;
    },
    take() {
      const event = waiting[position];
      if (event) position += 1;
      return event;
    },
  };
}
