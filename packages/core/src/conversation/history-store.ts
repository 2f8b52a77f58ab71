import type { Notice } from '../contract/notice.ts';
import { type Change, changed, type History, withInterrupted } from './history.ts';
import { type AnswerProgress, type InterruptedTurn, withProgress } from './interrupted-turn.ts';
import type { Journal } from './journal.ts';

/** Current history of a conversation, in memory and, if there is a journal, in a file. */
export interface HistoryStore {
  readonly current: History;
  /** `true` if there is a journal. */
  readonly isWritten: boolean;
  /**
   * Applies a change, all or nothing.
   *
   * @throws ConfigurationError if the journal cannot store it
   */
  apply(change: Change): void;
  /** Applies a change in memory. The journal may store it later, together with another change. */
  remember(change: Change): void;
  /**
   * Records the running turn as interrupted in the journal, in case the process ends.
   *
   * @throws ConfigurationError if the journal is closed
   */
  begin(turn: InterruptedTurn): void;
  /** Records progress of the running turn in the journal. */
  came(arrival: AnswerProgress): void;
  /**
   * Applies the result of a turn and waits until it is on the disk. An answer is kept in memory even if the disk is
   * full.
   *
   * @returns messages about problems of the journal
   */
  enter(change: Change, notify?: (notice: Notice) => void): Promise<readonly string[]>;
  close(): void;
}

/** Creates a store that starts with a history. */
export function createHistoryStore(begin: History, journal?: Journal): HistoryStore {
  let current = begin;
  let underWay: InterruptedTurn | undefined;
  /** `true` if the journal contains the running turn. */
  let isNoted = false;
  const tryToWrite = (change: Change, after: () => History): void => {
    try {
      journal?.append(change, after);
    } catch {
      // The end of the turn writes everything again and reports the error.
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

/** Calls `notify`. Its errors are ignored, because they must not discard the answer. */
function tell(notify: ((notice: Notice) => void) | undefined, notice: Notice): void {
  try {
    notify?.(notice);
  } catch {
    // The warnings report it too.
  }
}
