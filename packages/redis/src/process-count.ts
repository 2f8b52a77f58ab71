/** Milliseconds for which the largest count is kept, because after a restart Redis counts the processes one by one. */
const memory = 60_000;

/** Assumed number of processes before the first reply of Redis. */
const unknownProcesses = 4;

/** Number of processes that use a limit. */
export interface ProcessCount {
  processes(): number;
  /** Records the number that Redis has counted. */
  saw(count: number): void;
}

/** Creates the count of processes. A `fixed` number is never changed. */
export function createCount(fixed: number | undefined): ProcessCount {
  let most: number | undefined;
  let seenAt = 0;
  return {
    processes: () => fixed ?? most ?? unknownProcesses,
    saw(count) {
      const now = performance.now();
      if (count < (most ?? 0) && now - seenAt < memory) return;
      most = Math.max(1, count);
      seenAt = now;
    },
  };
}
