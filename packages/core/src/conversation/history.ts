import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import { ownMessages } from '../media/own-messages.ts';
import { checkMessages } from '../options/validate-messages.ts';
import { type AnswerProgress, type InterruptedTurn, withProgress } from './interrupted-turn.ts';
import { type TurnList, turnList } from './turn-list.ts';

/** Summary of the oldest turns, for a conversation that exceeds the context window. */
export interface Summary {
  /** Number of summarized turns. */
  readonly count: number;
  /** Digest of the summarized turns, which detects later changes of them. */
  readonly digest: string;
  readonly text: string;
}

/** State of a conversation. */
export interface History {
  readonly system: string | undefined;
  /** Turns without the system prompt. The array is created on first access. */
  readonly turns: readonly Message[];
  readonly interrupted: InterruptedTurn | undefined;
  readonly summary: Summary | undefined;
}

/** History that shares its list of turns with earlier and later histories. */
class SharedHistory implements History {
  readonly system: string | undefined;
  readonly interrupted: InterruptedTurn | undefined;
  readonly summary: Summary | undefined;
  readonly list: TurnList;

  constructor({ system, interrupted, summary }: Omit<History, 'turns'>, list: TurnList) {
    this.system = system;
    this.interrupted = interrupted;
    this.summary = summary;
    this.list = list;
  }

  get turns(): readonly Message[] {
    return this.list.list();
  }
}

/** Change from one history to the next. It is JSON, so that a journal can store it. */
export interface Change {
  /** Number of turns to keep, from the first one. @default all */
  readonly keep?: number | undefined;
  /** Turns to append after the kept ones. */
  readonly add?: readonly Message[] | undefined;
  /** New system prompt. An empty text removes it. */
  readonly system?: string | undefined;
  readonly interrupted?: InterruptedTurn | undefined;
  /** New progress of the interrupted turn. */
  readonly came?: AnswerProgress | undefined;
  /** Summary that replaces the current one. */
  readonly summary?: Summary | undefined;
}

/** Empty history, with which every conversation begins. */
export const emptyHistory: History = new SharedHistory(
  { system: undefined, interrupted: undefined, summary: undefined },
  turnList([]),
);

/**
 * Returns the history after a change. The time depends only on the size of the change. A change of the turns removes
 * the interrupted turn. Removing all turns removes the summary.
 */
export function changed(history: History, { keep, add, system, interrupted, came, summary }: Change): History {
  const list = history instanceof SharedHistory ? history.list : turnList(history.turns);
  const stays = keep === undefined && add === undefined;
  const left = interrupted ?? (stays ? history.interrupted : undefined);
  const rest = {
    system: system === undefined ? history.system : system || undefined,
    interrupted: left && came ? withProgress(left, came) : left,
    summary: summary ?? (keep === 0 ? undefined : history.summary),
  };
  return new SharedHistory(rest, stays ? list : list.with(keep ?? list.length, add ?? []));
}

/** Returns the number of turns without creating their array. */
export function countTurns(history: History): number {
  return history instanceof SharedHistory ? history.list.length : history.turns.length;
}

/** Returns the history with another interrupted turn. */
export function withInterrupted(history: History, interrupted: InterruptedTurn | undefined): History {
  return interrupted === history.interrupted ? history : { ...historyFields(history), interrupted };
}

const historyFields = ({ system, turns, interrupted, summary }: History): History => ({
  system,
  turns,
  interrupted,
  summary,
});

/** Returns the change that turns any other history into this one. */
export function changeTo({ system = '', turns, interrupted, summary }: History): Change {
  return { keep: 0, add: turns, system, ...(interrupted && { interrupted }), ...(summary && { summary }) };
}

/**
 * Groups turns into exchanges. Each begins with a turn of the user, so a tool call and its result are in the same
 * group.
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

/**
 * Returns the change that adds messages. The last system message becomes the system prompt.
 *
 * @throws ConfigurationError for an invalid message, and for a system message that is not text
 */
export function additionOf(messages: readonly Message[]): Change {
  checkMessages('messages', messages);
  const system = messages.findLast(({ role }) => role === 'system')?.content;
  if (typeof system === 'object') throw new ConfigurationError('A system message must be text.');
  const add = ownMessages(messages.filter(({ role }) => role !== 'system'));
  return { ...(add.length > 0 && { add }), ...(system !== undefined && { system }) };
}

/**
 * Returns the change that replaces a message.
 *
 * @param index position in `messages`, which begin with the system prompt, if there is one
 * @throws ConfigurationError if there is no message at `index`, or if the role does not fit
 */
export function replacementOf({ system, turns }: History, index: number, message: Message): Change {
  const change = additionOf([message]);
  const place = system ? index - 1 : index;
  const isPrompt = message.role === 'system';
  const found = place < 0 ? index === 0 : turns[place] !== undefined;
  if (!found || isPrompt !== place < 0) {
    throw new ConfigurationError(
      `Cannot replace message ${index}: it is not a ${isPrompt ? 'system prompt' : 'turn'}.`,
    );
  }
  return isPrompt ? change : { keep: place, add: [message, ...turns.slice(place + 1)] };
}
