import { isMissing } from './evict-files.ts';

/** Cache files that cannot be read. */
export interface Faults {
  /** What reading a file gives; `undefined`, and a warning the first time, where it cannot be read. */
  watch<Value>(path: string, read: () => Value): Value | undefined;
  /** The warning, once. */
  take(): string | undefined;
}

/** Keeps a warning for the first of them; it stands for all. */
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
          waiting = `A file of the cache is of no use and will be replaced: ${path} (${why}).`;
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
