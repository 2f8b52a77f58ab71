import type { Message } from '../contract/message.ts';

/** Immutable list of turns. Appending to the newest list takes time only for the appended turns. */
export interface TurnList {
  readonly length: number;
  /** Returns the turns as a frozen array, which is created once. */
  list(): readonly Message[];
  /** Returns a list with the first `keep` turns and the added ones. */
  with(keep: number, add: readonly Message[]): TurnList;
}

/** Creates a list of turns. */
export function turnList(turns: readonly Message[]): TurnList {
  return viewOf([...turns], turns.length);
}

/** Returns the first `length` turns of a shared array. Related lists share it, because it only grows. */
function viewOf(shared: Message[], length: number): TurnList {
  let frozen: readonly Message[] | undefined;
  return {
    length,
    list() {
      frozen ??= Object.freeze(shared.slice(0, length));
      return frozen;
    },
    with(keep, add) {
      const isLatest = keep === length && shared.length === length;
      const base = isLatest ? shared : shared.slice(0, Math.min(keep, length));
      for (const turn of add) base.push(turn);
      return viewOf(base, base.length);
    },
  };
}
