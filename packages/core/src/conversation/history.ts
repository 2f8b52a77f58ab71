import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import { ownMessages } from '../media/own-messages.ts';
import { checkMessages } from '../options/validate-messages.ts';
import { type AnswerProgress, type InterruptedTurn, withProgress } from './interrupted-turn.ts';
import { type TurnList, turnList } from './turn-list.ts';

/** What stands for the first turns, where they do not fit into the model's window. */
export interface Summary {
  /** How many turns it covers, as they are sent. */
  readonly count: number;
  /** Of those turns, so that another past is told from this one. */
  readonly digest: string;
  readonly text: string;
}

/** Everything that a conversation remembers. */
export interface History {
  readonly system: string | undefined;
  /** The turns without the system prompt. The array is made when it is read. */
  readonly turns: readonly Message[];
  readonly interrupted: InterruptedTurn | undefined;
  readonly summary: Summary | undefined;
}

/** A history that shares its turns with those before and after it. */
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

/** One step of a history to the next. It is JSON, so that it can be kept. */
export interface Change {
  /** How many turns stay, counted from the first. All of them where it is absent. */
  readonly keep?: number | undefined;
  /** Turns that come after those. */
  readonly add?: readonly Message[] | undefined;
  /** The system prompt from now on; an empty text is none. */
  readonly system?: string | undefined;
  readonly interrupted?: InterruptedTurn | undefined;
  /** What came of the interrupted turn since. */
  readonly came?: AnswerProgress | undefined;
  /** In place of the one before. */
  readonly summary?: Summary | undefined;
}

/** How every conversation begins. */
export const emptyHistory: History = new SharedHistory(
  { system: undefined, interrupted: undefined, summary: undefined },
  turnList([]),
);

/**
 * Returns the history after a change, in time in proportion to the change. An interrupted turn is forgotten once the
 * turns go on, a summary once none is left.
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

/** Returns the number of turns, without making their array. */
export function countTurns(history: History): number {
  return history instanceof SharedHistory ? history.list.length : history.turns.length;
}

/** Returns the history with an interrupted turn in the place of its own. */
export function withInterrupted(history: History, interrupted: InterruptedTurn | undefined): History {
  return interrupted === history.interrupted ? history : { ...historyFields(history), interrupted };
}

const historyFields = ({ system, turns, interrupted, summary }: History): History => ({
  system,
  turns,
  interrupted,
  summary,
});

/** The one change that makes a history of any other. */
export function changeTo({ system = '', turns, interrupted, summary }: History): Change {
  return { keep: 0, add: turns, system, ...(interrupted && { interrupted }), ...(summary && { summary }) };
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

/**
 * The change that adds messages. The last system message becomes the system prompt.
 *
 * @throws ConfigurationError for what is no message, and for a system message that is not text
 */
export function additionOf(messages: readonly Message[]): Change {
  checkMessages('messages', messages);
  const system = messages.findLast(({ role }) => role === 'system')?.content;
  if (typeof system === 'object') throw new ConfigurationError('A system message must be text.');
  const add = ownMessages(messages.filter(({ role }) => role !== 'system'));
  return { ...(add.length > 0 && { add }), ...(system !== undefined && { system }) };
}

/**
 * The change that puts a message in the place of another.
 *
 * @param index counts the system prompt, where there is one
 * @throws ConfigurationError where there is none, or for a message that cannot stand there
 */
export function replacementOf({ system, turns }: History, index: number, message: Message): Change {
  const change = additionOf([message]);
  const place = system ? index - 1 : index;
  const isPrompt = message.role === 'system';
  const found = place < 0 ? index === 0 : turns[place] !== undefined;
  if (!found || isPrompt !== place < 0) {
    throw new ConfigurationError(`There is no ${isPrompt ? 'system prompt' : 'turn'} at ${index} to be replaced.`);
  }
  return isPrompt ? change : { keep: place, add: [message, ...turns.slice(place + 1)] };
}
