import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import { isMessage } from '../options/validate-messages.ts';
import { isContent } from '../options/validate-parts.ts';
import { formatValue } from '../util/format-value.ts';
import { type Change, changed, countTurns, emptyHistory, type History, type Summary } from './history.ts';
import type { AnswerProgress, InterruptedTurn } from './interrupted-turn.ts';

/** JSON form of a conversation. */
export interface ConversationJSON {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly system?: string | undefined;
  /** Turns without the system prompt. */
  readonly messages: readonly Message[];
  readonly interrupted?: InterruptedTurn | undefined;
  /** Summary that `trim: 'summarize'` sends instead of the oldest turns. */
  readonly summary?: Summary | undefined;
}

const format = 'rephysco-conversation';
/**
 * Version of the format. Increased for changes that earlier releases would misread. They ignore new optional fields.
 */
const version = 1;

/** Fields that identify the format. */
export const heading: { readonly format: typeof format; readonly version: typeof version } = { format, version };

/** Converts a history to JSON. */
export function historyToJSON({ system, turns, interrupted, summary }: History): ConversationJSON {
  const rest = { ...(interrupted && { interrupted }), ...(summary && { summary }) };
  return { ...heading, ...(system && { system }), messages: turns, ...rest };
}

/**
 * Restores a history from JSON.
 *
 * @throws ConfigurationError if the value is not a conversation, is damaged, or has an unknown version
 */
export function historyFromJSON(value: unknown): History {
  checkHeading(value, 'This');
  const { system = '', messages, interrupted, summary } = value;
  const change = { keep: 0, add: messages, system, interrupted, summary };
  if (messages === undefined || !isChange(change, emptyHistory)) {
    throw new ConfigurationError('The conversation is damaged: its system prompt or its messages are invalid.');
  }
  return changed(emptyHistory, change);
}

/**
 * Checks the format and the version of a stored conversation.
 *
 * @param where name of the source, as the subject of the error message
 * @throws ConfigurationError if the value is not a conversation or has an unknown version
 */
export function checkHeading(value: unknown, where: string): asserts value is Readonly<Record<string, unknown>> {
  const given = (isRecord(value) ? value : {}) as Partial<Record<string, unknown>>;
  if (given.format !== format) {
    const hint = typeof value === 'string' ? ' The value is a string: parse it with JSON.parse first.' : '';
    throw new ConfigurationError(`${where} is not a Rephysco conversation.${hint}`);
  }
  if (given.version === version) return;
  throw new ConfigurationError(
    `${where} is a conversation of version ${formatValue(given.version)}, and this release reads version ${version}. ` +
      'Update @rephysco/core, or continue with the release that wrote it. Nothing was changed.',
  );
}

/** Returns `true` for a valid change of the history. */
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
