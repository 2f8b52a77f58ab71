import type { Message } from '../contract/message.ts';

/** A list of turns that does not change. Adding to the latest one of a history takes time only for what is added. */
export interface TurnList {
  readonly length: number;
  /** Returns the turns as a frozen array, which is made once. */
  list(): readonly Message[];
  /** Returns the first `keep` turns and those that are added. */
  with(keep: number, add: readonly Message[]): TurnList;
}

/** Returns a list of these turns. */
export function turnList(turns: readonly Message[]): TurnList {
  return viewOf([...turns], turns.length);
}

/** The first turns of an array that grows only: lists that came from each other share it. */
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
