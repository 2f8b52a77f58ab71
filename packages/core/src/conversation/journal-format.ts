import { ConfigurationError } from '../contract/errors.ts';
import { type Change, changed, changeTo, countTurns, emptyHistory, type History } from './history.ts';
import { checkHeading, heading, isChange } from './history-json.ts';
import { createJournalMedia, type JournalMedia } from './journal-media.ts';

/** Content of a journal. */
export interface JournalContent {
  readonly history: History;
  /** Size of the complete lines in bytes. An incomplete line may follow them. */
  readonly size: number;
  /** Size of replaced lines in bytes: progress of turns that ended, and removed turns. */
  readonly replaced: number;
  readonly media: JournalMedia;
}

/** First line of every journal. */
export const headingLine: string = `${JSON.stringify(heading)}\n`;

/** Number of turns per line in a rewritten journal. */
const turnsInLine = 64;

/** Returns the lines of the shortest journal of a history, without the heading. */
export function* shortestLines(history: History): Generator<Change> {
  const { turns, ...rest } = history;
  yield changeTo({ ...rest, turns: [], interrupted: undefined, summary: undefined });
  for (let start = 0; start < turns.length; start += turnsInLine)
    yield { add: turns.slice(start, start + turnsInLine) };
  const { interrupted, summary } = rest;
  if (interrupted || summary) yield { ...(interrupted && { interrupted }), ...(summary && { summary }) };
}

/**
 * Parses a journal: a heading, then one change per line. Ignores an incomplete last line, which a crash can leave.
 *
 * @throws ConfigurationError for another or newer format, and for a damaged line, with its number
 */
export function readJournal(bytes: Uint8Array, path: string): JournalContent {
  const size = bytes.lastIndexOf(newline) + 1;
  const media = createJournalMedia();
  if (size === 0) {
    const begun = headingLine.startsWith(Buffer.from(bytes).toString());
    if (!begun) throw new ConfigurationError(`${path} is not a Rephysco conversation file.`);
    return { history: emptyHistory, size, replaced: 0, media };
  }
  let history: History = emptyHistory;
  const replaced = createReplacedCount();
  let start = 0;
  for (let line = 1; start < size; line += 1) {
    const end = bytes.indexOf(newline, start);
    const value = media.decode(parsed(bytes.subarray(start, end)));
    if (line === 1) checkHeading(value, path);
    else if (isChange(value, history)) {
      replaced.add(value, end - start, countTurns(history));
      history = changed(history, value);
    } else throw damaged(path, line);
    start = end + 1;
  }
  return { history, size, replaced: replaced.bytes(), media };
}

/** Counts the bytes of lines that later lines replaced. */
function createReplacedCount(): {
  add(change: Change, size: number, turns: number): void;
  bytes(): number;
} {
  /** Bytes per remaining turn. */
  const sizes: number[] = [];
  let bytes = 0;
  return {
    add({ keep, add = [] }, size, turns) {
      for (const each of sizes.splice(keep ?? turns)) bytes += each;
      for (const _ of add) sizes.push(size / add.length);
      if (add.length === 0) bytes += size;
    },
    bytes: () => bytes,
  };
}

const newline = 10;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Parses a line. Returns `undefined` if it is not JSON. */
function parsed(line: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(line)) as unknown;
  } catch {
    return undefined;
  }
}

function damaged(path: string, line: number): ConfigurationError {
  return new ConfigurationError(
    `Line ${line} of ${path} is damaged, so the lines after it cannot be applied. The file was not changed. ` +
      'Repair that line, or remove it and all lines after it.',
  );
}
