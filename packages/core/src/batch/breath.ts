import { clock } from '../util/clock.ts';

/** Number of items of the journal after which timers, signals and other I/O have a turn. */
const interval = 500;

/** Returns a function that is called with each item of the journal. Some of its promises settle after other I/O. */
export function createBreath(): () => Promise<void> | undefined {
  let count = 0;
  return () => {
    count += 1;
    return count % interval === 0 ? new Promise((resolve) => clock.setImmediate(resolve)) : undefined;
  };
}
