import { ConfigurationError } from '../contract/errors.ts';
import { type Change, changed, emptyHistory, type History } from './history.ts';
import { checkHeading, heading, isChange } from './history-json.ts';

/** What a journal holds. */
export interface JournalContent {
  readonly history: History;
  /** Bytes of its whole lines. What comes after them was cut while it was written. */
  readonly size: number;
}

/** The first line of every journal. */
export const headingLine: string = `${JSON.stringify(heading)}\n`;

/** A change as a line. */
export const toLine = (change: Change): string => `${JSON.stringify(change)}\n`;

/**
 * Reads a journal: a heading, then one change a line. A last line without an end is what a crash leaves, and is passed
 * over.
 *
 * @throws ConfigurationError for a file that is no journal or of a newer version, and for a damaged line, by number
 */
export function readJournal(bytes: Uint8Array, path: string): JournalContent {
  const size = bytes.lastIndexOf(newline) + 1;
  if (size === 0) {
    const begun = headingLine.startsWith(Buffer.from(bytes).toString());
    if (!begun) throw new ConfigurationError(`${path} is no conversation of Rephysco.`);
    return { history: emptyHistory, size };
  }
  let history: History = emptyHistory;
  let start = 0;
  for (let line = 1; start < size; line += 1) {
    const end = bytes.indexOf(newline, start);
    const value = parsed(bytes.subarray(start, end));
    if (line === 1) checkHeading(value, path);
    else if (isChange(value, history)) history = changed(history, value);
    else throw damaged(path, line);
    start = end + 1;
  }
  return { history, size };
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
