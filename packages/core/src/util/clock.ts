import { shared } from './process-state.ts';

/** A timer that has been started and not yet run. Node's own timers have these methods. */
export interface Timer {
  /** Restarts the timer with its original delay. */
  refresh(): this;
  /** Lets the process exit while the timer is running. */
  unref(): this;
}

/** Source of time, timers and random numbers. All times and delays are milliseconds, as in Node. */
export interface Clock {
  /** Returns the milliseconds since 1970. The value may jump when the system time is changed. */
  now(): number;
  /** Returns the milliseconds since an arbitrary start. The value never decreases. */
  monotonic(): number;
  /** Calls `run` once, after `delay` milliseconds. */
  setTimeout(run: () => void, delay: number): Timer;
  /** Stops a timer. Does nothing for `undefined` and for a timer that has run. */
  clearTimeout(timer: Timer | undefined): void;
  /** Calls `run` once the input and output events that are pending have been handled. */
  setImmediate(run: () => void): void;
  /** Returns a number from 0 up to, but not including, 1. Not suitable for secrets. */
  random(): number;
}

/** Captured, because the pauses of long work would never end while a test runner fakes the time. Browsers have none. */
const realImmediate = typeof setImmediate === 'undefined' ? undefined : setImmediate;

/** The clock of the process. It looks time and timers up at each call, so the fake timers of test runners apply. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Not `performance.now`: Node loads 12 modules (3 ms of CPU) when `performance` is first used.
  monotonic() {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  },
  setTimeout: (run, delay) => setTimeout(run, delay),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
  setImmediate: (run) => void (realImmediate ?? setImmediate)(run),
  random: () => Math.random(),
};

/** The clock in use, shared by all copies of core in the process. */
const cell = shared('clock@1', (): { current: Clock } => ({ current: systemClock }));

/** The clock of core. No other file of core reads the time, starts timers or draws random numbers. */
export const clock: Clock = {
  now: () => cell.current.now(),
  monotonic: () => cell.current.monotonic(),
  setTimeout: (run, delay) => cell.current.setTimeout(run, delay),
  clearTimeout: (timer) => cell.current.clearTimeout(timer),
  setImmediate: (run) => cell.current.setImmediate(run),
  random: () => cell.current.random(),
};

/**
 * Replaces the clock of core.
 *
 * @returns a function that restores the clock that was in use before
 */
export function setClock(replacement: Clock): () => void {
  const before = cell.current;
  cell.current = replacement;
  return () => {
    cell.current = before;
  };
}
