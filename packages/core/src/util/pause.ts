import { clock } from './clock.ts';

/** Pauses in long work, so that the other work of the process is not delayed by more than a moment. */
export interface Pauses {
  /** Returns `true` if the work has gone on for too long. Call it often. */
  due(): boolean;
  /** Lets timers and other input run. */
  pause(): Promise<void>;
}

/** Milliseconds of work between pauses. */
const span = 15;

/** Number of calls of `due` between two looks at the clock. */
const stride = 64;

/** Lets timers and other input run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => clock.setImmediate(resolve));

/** Starts work that may be long. */
export function createPauses(): Pauses {
  let begin = clock.monotonic();
  let calls = 0;
  return {
    due() {
      calls += 1;
      return calls % stride === 0 && clock.monotonic() - begin > span;
    },
    async pause() {
      await nextTurn();
      begin = clock.monotonic();
    },
  };
}
