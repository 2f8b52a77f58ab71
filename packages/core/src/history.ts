import type { ContentPart, Message } from './message.ts';

/** A turn that came to nothing: aborted, failed, left, or answered with nothing. It is never sent. */
export interface InterruptedTurn {
  /** What was asked; absent where the answer to a tool's results was waited for. */
  readonly question?: Message | undefined;
  /** Tools that were run meanwhile: calls and results. What they did is done. */
  readonly steps: readonly Message[];
  /** What had come of the answer. */
  readonly content: readonly ContentPart[];
  /** Why it came to nothing, in words. */
  readonly reason: string;
}

/** Everything that a conversation remembers. */
export interface History {
  readonly system: string | undefined;
  /** The turns without the system prompt. */
  readonly turns: readonly Message[];
  readonly interrupted: InterruptedTurn | undefined;
}

/** One step of a history to the next. It is JSON, so that it can be kept. */
export interface Change {
  /** How many turns stay, counted from the first. All of them where it is absent. */
  readonly keep?: number | undefined;
  /** Turns that come after those. */
  readonly add?: readonly Message[] | undefined;
  /** The system prompt from now on; an empty text is none. */
  readonly system?: string | undefined;
  readonly interrupted?: InterruptedTurn | undefined;
}

/** How every conversation begins. */
export const emptyHistory: History = { system: undefined, turns: [], interrupted: undefined };

/** The history after a change. An interrupted turn is forgotten once the turns go on. */
export function changed(history: History, { keep, add, system, interrupted }: Change): History {
  const kept = keep === undefined ? history.turns : history.turns.slice(0, keep);
  const stays = keep === undefined && add === undefined;
  return {
    system: system === undefined ? history.system : system || undefined,
    turns: stays ? history.turns : [...kept, ...(add ?? [])],
    interrupted: interrupted ?? (stays ? history.interrupted : undefined),
  };
}

/** The one change that makes a history of any other. */
export function changeTo({ system = '', turns, interrupted }: History): Change {
  return { keep: 0, add: turns, system, ...(interrupted && { interrupted }) };
}

/**
 * A history as exchanges: each begins with what the user said and goes on to the next such turn, so a call of a tool
 * and its result are in one.
 */
export function exchanges(turns: readonly Message[]): readonly (readonly Message[])[] {
  const groups: Message[][] = [];
  for (const turn of turns) {
    const last = groups.at(-1);
    if (last === undefined || turn.role === 'user') groups.push([turn]);
    else last.push(turn);
  }
  return groups;
}
