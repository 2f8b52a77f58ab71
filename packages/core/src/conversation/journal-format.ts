import { ConfigurationError } from '../contract/errors.ts';
import { type Change, changed, changeTo, countTurns, emptyHistory, type History } from './history.ts';
import { checkHeading, heading, isChange } from './history-json.ts';
import { createJournalMedia, type JournalMedia } from './journal-media.ts';

/** Content of a journal. */
export interface JournalContent {
  readonly history: History;
  /** Bytes of its whole lines. The bytes after them were cut while they were written. */
  readonly size: number;
  /** Bytes of lines that later ones replaced: notes on turns that ended, and turns that were taken back. */
  readonly replaced: number;
  readonly media: JournalMedia;
}

/** The first line of every journal. */
export const headingLine: string = `${JSON.stringify(heading)}\n`;

/** Turns in one line of a journal that is written anew. */
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
 * Reads a journal: a heading, then one change a line. A last line without an end is what a crash leaves, and is left
 * out. It takes time in proportion to the bytes.
 *
 * @throws ConfigurationError for a file that is no journal or of a newer version, and for a damaged line, by number
 */
export function readJournal(bytes: Uint8Array, path: string): JournalContent {
  const size = bytes.lastIndexOf(newline) + 1;
  const media = createJournalMedia();
  if (size === 0) {
    const begun = headingLine.startsWith(Buffer.from(bytes).toString());
    if (!begun) throw new ConfigurationError(`${path} is no conversation of Rephysco.`);
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

/** Counts the bytes of lines that later ones replaced. */
function createReplacedCount(): {
  add(change: Change, size: number, turns: number): void;
  bytes(): number;
} {
  /** Bytes for each turn that is still there. */
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

/** The value of a line; `undefined` where it has none. */
function parsed(line: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(line)) as unknown;
  } catch {
    return undefined;
  }
}

function damaged(path: string, line: number): ConfigurationError {
  return new ConfigurationError(
    `Line ${line} of ${path} is damaged, so what was said after it cannot be trusted. ` +
      'Nothing was changed: mend or remove that line and those after it.',
  );
}
