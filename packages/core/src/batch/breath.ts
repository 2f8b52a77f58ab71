import { clock } from '../util/clock.ts';

/** Number of items after which timers, signals and other I/O can run, because reading a journal is synchronous. */
const interval = 500;

/** Returns a function to call for each item of the journal. It sometimes returns a promise that lets other I/O run. */
export function createBreath(): () => Promise<void> | undefined {
  let count = 0;
  return () => {
    count += 1;
    return count % interval === 0 ? new Promise((resolve) => clock.setImmediate(resolve)) : undefined;
  };
}
