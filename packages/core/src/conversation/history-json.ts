import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import { isMessage } from '../options/validate-messages.ts';
import { isContent } from '../options/validate-parts.ts';
import { formatValue } from '../util/format-value.ts';
import { type Change, changed, countTurns, emptyHistory, type History, type Summary } from './history.ts';
import type { AnswerProgress, InterruptedTurn } from './interrupted-turn.ts';

/** A conversation as JSON. */
export interface ConversationJSON {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly system?: string | undefined;
  /** The turns without the system prompt. */
  readonly messages: readonly Message[];
  readonly interrupted?: InterruptedTurn | undefined;
  /** What `trim: 'summarize'` sends in the place of the first turns. */
  readonly summary?: Summary | undefined;
}

const format = 'rephysco-conversation';
/** Goes up with what an earlier release would misread, and not with what it can do without: that it reads past. */
const version = 1;

/** What says how a conversation is written down. */
export const heading: { readonly format: typeof format; readonly version: typeof version } = { format, version };

/** A history as JSON. */
export function historyToJSON({ system, turns, interrupted, summary }: History): ConversationJSON {
  const rest = { ...(interrupted && { interrupted }), ...(summary && { summary }) };
  return { ...heading, ...(system && { system }), messages: turns, ...rest };
}

/**
 * The history that was written as JSON.
 *
 * @throws ConfigurationError for what is none, or of a version that is not known here
 */
export function historyFromJSON(value: unknown): History {
  checkHeading(value, 'This');
  const { system = '', messages, interrupted, summary } = value;
  const change = { keep: 0, add: messages, system, interrupted, summary };
  if (messages === undefined || !isChange(change, emptyHistory)) {
    throw new ConfigurationError(
      'The conversation is damaged: its system prompt or its messages are not what they should be.',
    );
  }
  return changed(emptyHistory, change);
}

/**
 * Refuses what does not say that it is a conversation of a version that is known here.
 *
 * @param where what is read, to begin the error with
 * @throws ConfigurationError
 */
export function checkHeading(value: unknown, where: string): asserts value is Readonly<Record<string, unknown>> {
  const given = (isRecord(value) ? value : {}) as Partial<Record<string, unknown>>;
  if (given.format !== format) {
    const hint = typeof value === 'string' ? ' It is a text: parse it first, with JSON.parse.' : '';
    throw new ConfigurationError(`${where} is no conversation of Rephysco.${hint}`);
  }
  if (given.version === version) return;
  throw new ConfigurationError(
    `${where} is a conversation of version ${formatValue(given.version)}, and this release reads version ${version}. ` +
      'Update @rephysco/core, or go on with the release that wrote it. Nothing was changed.',
  );
}

/** Whether a value can be the next change of a history. */
export function isChange(value: unknown, history: History): value is Change {
  const count = countTurns(history);
  if (!isRecord(value)) return false;
  const { keep = count, add, system = '', interrupted, came, summary } = value as Unchecked<Change>;
  if (typeof system !== 'string' || !isAbsentOr(isTurns, add)) return false;
  const fits = Number.isInteger(keep) && Number(keep) >= 0 && Number(keep) <= count;
  return (
    fits && isAbsentOr(isInterrupted, interrupted) && isAbsentOr(isArrival, came) && isAbsentOr(isSummary, summary)
  );
}

type Unchecked<Shape> = Partial<Record<keyof Shape, unknown>>;

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isAbsentOr = (holds: (value: unknown) => boolean, value: unknown): boolean => value === undefined || holds(value);

const isTurn = (value: unknown): boolean => isMessage(value) && value.role !== 'system';

const isTurns = (value: unknown): boolean => Array.isArray(value) && value.every(isTurn);

function isInterrupted(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { question, steps, content, reason } = value as Unchecked<InterruptedTurn>;
  return isAbsentOr(isMessage, question) && isTurns(steps) && isContent(content) && typeof reason === 'string';
}

function isArrival(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { steps, content } = value as Unchecked<AnswerProgress>;
  return isAbsentOr(isTurns, steps) && isAbsentOr(isContent, content);
}

function isSummary(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { count, digest, text } = value as Unchecked<Summary>;
  return Number.isInteger(count) && Number(count) >= 0 && typeof digest === 'string' && typeof text === 'string';
}
