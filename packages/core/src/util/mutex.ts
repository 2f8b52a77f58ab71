import { abortable } from './abort.ts';

/** Lets one at a time in, in the order in which they came. */
export interface Mutex {
  /**
   * Waits until everybody before has left.
   *
   * @returns to be called on leaving; a second call does nothing
   * @throws the signal's reason when it aborts first
   */
  enter(signal?: AbortSignal): Promise<() => void>;
  /** How many wait. */
  readonly waiting: number;
}

/** Makes an empty queue. */
export function createMutex(): Mutex {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    async enter(signal) {
      const before = last;
      const { promise, resolve: leave } = Promise.withResolvers<void>();
      last = before.then(() => promise);
      waiting += 1;
      try {
        await abortable(before, signal);
        return leave;
      } catch (error) {
        leave();
        throw error;
      } finally {
        waiting -= 1;
      }
    },
    get waiting() {
      return waiting;
    },
  };
}
