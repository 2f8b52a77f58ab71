/** Limit for concurrent calls. */
export interface Slots {
  /**
   * Runs a call as soon as a slot is free.
   *
   * @throws the reason of the signal if it aborts before the call starts
   */
  run<Value>(call: () => Promise<Value>, signal: AbortSignal): Promise<Value>;
}

/** Creates `count` slots. Calls get them in the order of arrival. */
export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async run(call, signal) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        signal.throwIfAborted();
        return await call();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}
