/** Milliseconds for which the largest number of processes counts. After a restart, Redis sees them one by one. */
const memory = 60_000;

/** Number of processes that is assumed until Redis has replied for the first time. */
const unknownProcesses = 4;

/** Number of processes that use a limit. */
export interface ProcessCount {
  processes(): number;
  /** Notes the number that Redis has counted. */
  saw(count: number): void;
}

/** Remembers the number of processes, unless it is fixed. */
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
