import { type Change, changed, type History } from './history.ts';
import type { Journal } from './journal.ts';
import type { Notice } from './request.ts';

/** A history as it goes on, in memory and, where there is a journal, on the disk. */
export interface KeptHistory {
  readonly current: History;
  /**
   * Makes a change, all or nothing.
   *
   * @throws ConfigurationError where the journal does not take it
   */
  apply(change: Change): void;
  /** Writes down what would hold if the process ended now. */
  note(change: Change): void;
  /**
   * Makes the change that a turn comes to, and waits until the disk has it. An answer that has come is not lost to a
   * full disk.
   *
   * @returns what went wrong with that, in words
   */
  enter(change: Change, notify?: (notice: Notice) => void): Promise<readonly string[]>;
  close(): void;
}

/** Keeps a history from here on. */
export function keepHistory(begin: History, journal?: Journal): KeptHistory {
  let current = begin;
  return {
    get current() {
      return current;
    },
    apply(change) {
      const after = changed(current, change);
      journal?.append(change, after);
      current = after;
    },
    note(change) {
      try {
        journal?.append(change, changed(current, change));
      } catch {
        // Told at the end of the turn, which is written down whole then.
      }
    },
    async enter(change, notify) {
      current = changed(current, change);
      try {
        journal?.append(change, current);
        await journal?.flush();
        return [];
      } catch (error) {
        const { message } = error as Error;
        notify?.({ type: 'warning', message });
        return [message];
      }
    },
    close: () => journal?.close(),
  };
}
