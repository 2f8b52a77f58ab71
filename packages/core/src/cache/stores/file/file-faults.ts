import { isMissing } from './evict-files.ts';

/** Collects errors of unreadable cache files. */
export interface Faults {
  /** Calls `read` and returns its result. If `read` fails, returns `undefined` and records a warning. */
  watch<Value>(path: string, read: () => Value): Value | undefined;
  /** Returns the warning once, then `undefined`. */
  take(): string | undefined;
}

/** Returns a collector that records a warning for the first unreadable file only. */
export function createFaults(): Faults {
  let said = false;
  let waiting: string | undefined;
  return {
    watch(path, read) {
      try {
        return read();
      } catch (error) {
        if (!said && !isMissing(error)) {
          said = true;
          const why = error instanceof Error ? error.message : String(error);
          waiting = `Cannot read the cache file ${path}: ${why}. The next answer replaces it.`;
        }
        return undefined;
      }
    },
    take() {
      const warning = waiting;
      waiting = undefined;
      return warning;
    },
  };
}
