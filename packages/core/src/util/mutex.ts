import { abortable } from './abort.ts';

/** Lock that callers enter one at a time, in the order of their calls. */
export interface Mutex {
  /**
   * Waits until all earlier callers have left.
   *
   * @returns function to call on leaving. Further calls do nothing
   * @throws the reason of the signal if it aborts first
   */
  enter(signal?: AbortSignal): Promise<() => void>;
  /** Number of callers that wait. */
  readonly waiting: number;
}

/** Creates a mutex that is free. */
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
