import type { Notice } from '../contract/notice.ts';
import { type Change, changed, type History, withInterrupted } from './history.ts';
import { type AnswerProgress, type InterruptedTurn, withProgress } from './interrupted-turn.ts';
import type { Journal } from './journal.ts';

/** A history as it goes on, in memory and, where there is a journal, on the disk. */
export interface HistoryStore {
  readonly current: History;
  /** Whether there is a journal. */
  readonly isWritten: boolean;
  /**
   * Makes a change, all or nothing.
   *
   * @throws ConfigurationError where the journal does not take it
   */
  apply(change: Change): void;
  /** Makes a change that a journal may take later, with another one. */
  remember(change: Change): void;
  /**
   * Writes down what would hold if the process ended now.
   *
   * @throws ConfigurationError where the journal is closed
   */
  begin(turn: InterruptedTurn): void;
  /** Writes the later progress of the turn. */
  came(arrival: AnswerProgress): void;
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
export function createHistoryStore(begin: History, journal?: Journal): HistoryStore {
  let current = begin;
  let underWay: InterruptedTurn | undefined;
  /** The journal says so too. */
  let isNoted = false;
  const tryToWrite = (change: Change, after: () => History): void => {
    try {
      journal?.append(change, after);
    } catch {
      // Told at the end of the turn, which is written down whole then.
    }
  };
  const note = (turn: InterruptedTurn, change: Change): void => {
    underWay = turn;
    tryToWrite(isNoted ? change : { interrupted: turn }, () => withInterrupted(current, turn));
    isNoted = true;
  };
  return {
    get current() {
      return current;
    },
    isWritten: journal !== undefined,
    apply(change) {
      const after = changed(current, change);
      isNoted = false;
      journal?.append(change, () => after);
      current = after;
    },
    remember(change) {
      current = changed(current, change);
      tryToWrite(change, () => withInterrupted(current, underWay ?? current.interrupted));
    },
    begin(turn) {
      journal?.checkOpen();
      isNoted = false;
      if (journal) note(turn, {});
    },
    came(arrival) {
      if (underWay) note(withProgress(underWay, arrival), { came: arrival });
    },
    async enter(change, notify) {
      current = changed(current, change);
      underWay = undefined;
      try {
        journal?.append(change, () => current);
        await journal?.flush();
        return [];
      } catch (error) {
        const { message } = error as Error;
        tell(notify, { type: 'warning', message });
        return [message];
      }
    },
    close: () => journal?.close(),
  };
}

/** What a listener throws must not cost the answer. */
function tell(notify: ((notice: Notice) => void) | undefined, notice: Notice): void {
  try {
    notify?.(notice);
  } catch {
    // The warnings report it too.
  }
}
