import { type Clock, systemClock, type Timer } from '../util/clock.ts';

/** Start values of a virtual clock. */
export interface VirtualClockOptions {
  /** Milliseconds since 1970 at the start. @default 1_800_000_000_000 */
  readonly start?: number | undefined;
  /** Seed of the random numbers. The same seed gives the same numbers. @default 1 */
  readonly seed?: number | undefined;
  /**
   * Maximum real time in milliseconds that `settle` waits while no timer is running, for example for an import.
   *
   * @default 5000
   */
  readonly maxIdle?: number | undefined;
}

/** Clock whose time passes only on command of a test. Install it with `setClock`. */
export interface VirtualClock extends Clock {
  /** Number of timers that are running. */
  readonly timers: number;
  /** Advances the time. Runs the timers that become due in order, and lets promises settle after each one. */
  advance(seconds: number): Promise<void>;
  /**
   * Advances the time until `promise` settles.
   *
   * @returns value of the promise
   * @throws Error if the promise is pending and no timer is running; the reason of the promise if it rejects
   */
  settle<Value>(promise: Promise<Value>): Promise<Value>;
}

interface VirtualTimer extends Timer {
  readonly delay: number;
  readonly run: () => void;
  due: number;
  order: number;
}

/**
 * Creates a clock for tests. `monotonic()` starts at 0. Delays below 1 ms become 1 ms, as in Node.
 *
 * @example
 * const clock = virtualClock();
 * const restore = setClock(clock);
 * await clock.advance(60);
 */
export function virtualClock({ start = 1.8e12, seed = 1, maxIdle = 5000 }: VirtualClockOptions = {}): VirtualClock {
  const timers = new Set<VirtualTimer>();
  const random = randomNumbers(seed);
  let now = 0;
  let order = 0;

  function next(): VirtualTimer | undefined {
    let first: VirtualTimer | undefined;
    for (const timer of timers) {
      if (!first || timer.due < first.due || (timer.due === first.due && timer.order < first.order)) first = timer;
    }
    return first;
  }
  function runNext(timer: VirtualTimer): Promise<void> {
    now = Math.max(now, timer.due);
    timers.delete(timer);
    timer.run();
    return turn();
  }
  return {
    now: () => start + now,
    monotonic: () => now,
    setTimeout(run, delay) {
      const timer: VirtualTimer = {
        run,
        delay: Math.max(1, delay),
        due: now + Math.max(1, delay),
        order: order++,
        refresh() {
          if (timers.has(this)) Object.assign(this, { due: now + this.delay, order: order++ });
          return this;
        },
        unref() {
          return this;
        },
      };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer) => void timers.delete(timer as VirtualTimer),
    setImmediate: (run) => systemClock.setImmediate(run),
    random,
    get timers() {
      return timers.size;
    },
    async advance(seconds) {
      const end = now + seconds * 1000;
      await turn();
      for (let timer = next(); timer && timer.due <= end; timer = next()) await runNext(timer);
      now = end;
    },
    async settle(promise) {
      let pending = true;
      const settled = (): void => {
        pending = false;
      };
      promise.then(settled, settled);
      await turn();
      let activeAt = systemClock.monotonic();
      while (pending) {
        const timer = next();
        if (timer) activeAt = systemClock.monotonic();
        else if (systemClock.monotonic() - activeAt > maxIdle) {
          throw new Error('The promise is pending and no timer of the virtual clock is running.');
        }
        await (timer ? runNext(timer) : turn());
      }
      return promise;
    },
  };
}

/** Waits for one turn of the event loop, so that promises settle. */
function turn(): Promise<void> {
  return new Promise((resolve) => systemClock.setImmediate(resolve));
}

/** Returns a generator of numbers from 0 up to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
