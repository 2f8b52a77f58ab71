import { ConfigurationError } from '../contract/errors.ts';
import { fs } from '../util/node-fs.ts';
import { checkHeading, type Settled } from './journal-heading.ts';
import type { JournalIndex } from './journal-index.ts';
import { readRecordPrefix } from './record-prefix.ts';
import { addPart, partPrefix, type StoredPart } from './stored-part.ts';

const newline = 10;
const closingBrace = 125;
const chunkBytes = 1 << 20;
const outputPrefix = '{"output":';

/** Content of a journal. */
export interface Loaded {
  /** Position of each record. */
  readonly index: JournalIndex;
  /** Cost of all records by currency. */
  readonly spent: Map<string, number>;
  /** Output files, relative to the folder of the journal. */
  readonly outputs: Set<string>;
  /** Parts that were sent to a batch API, by their number. */
  readonly parts: Map<number, StoredPart>;
  /** Receives the options of the heading. */
  readonly receive?: (options: Settled) => void;
}

/**
 * Reads all complete lines of a journal and removes an incomplete last one.
 *
 * @param settled options to compare with; `undefined` only reads the journal and changes nothing
 * @returns the size in bytes; 0 if the heading is missing
 * @throws ConfigurationError for another file, and for a journal that was started with other options
 */
export function loadJournal(
  file: number,
  path: string,
  settled: Settled | undefined,
  { index, spent, outputs, parts, receive }: Loaded,
): number {
  let offset = 0;
  let hasHeading = false;
  const addLine = (line: Buffer): void => {
    if (!hasHeading) {
      const options = checkHeading(line.toString(), path, settled);
      receive?.(options);
      hasHeading = true;
      return;
    }
    // A line without its end is damaged. Its item is sent again.
    if (line[line.length - 1] !== closingBrace) return;
    const record = readRecordPrefix(line);
    if (!record) addOther(line.toString());
    else {
      const { state, part, high, low } = record;
      if (state !== 'sent') index.add({ index: record.index, high, low, state, offset, length: line.length });
      else if (part !== undefined) {
        index.add({ index: record.index, high, low, state, offset: record.index, length: part });
      }
      addCost(spent, record.cost);
    }
  };
  const addOther = (line: string): void => {
    if (line.startsWith(partPrefix)) addPart(parts, line);
    else if (line.startsWith(outputPrefix)) outputs.add((JSON.parse(line) as { output: string }).output);
  };
  // One buffer for the whole file, because V8 frees the memory of many buffers too late.
  let buffer = Buffer.allocUnsafe(chunkBytes);
  let kept = 0;
  for (let read = 0; ; ) {
    if (kept === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    const length = fs.readSync(file, buffer, kept, buffer.length - kept, read);
    if (length === 0) break;
    read += length;
    const bytes = buffer.subarray(0, kept + length);
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      addLine(bytes.subarray(start, end));
      offset += end + 1 - start;
      start = end + 1;
    }
    bytes.copyWithin(0, start);
    kept = bytes.length - start;
  }
  const rest = buffer.subarray(0, kept);
  if (!hasHeading && !isCutHeading(rest)) {
    throw new ConfigurationError(`${path} is not a journal of a batch. Choose another path for the journal.`);
  }
  if (settled) fs.ftruncateSync(file, offset);
  return offset;
}

const cutHeading = '{"rephysco":"batch","version":1,';

/** Returns `true` for the beginning of the heading of any batch. */
function isCutHeading(rest: Buffer): boolean {
  const text = rest.toString();
  return cutHeading.startsWith(text) || text.startsWith(cutHeading);
}

/** Adds a stored cost to the sums by currency. */
export function addCost(spent: Map<string, number>, cost: string): void {
  if (cost === '') return;
  const [amount, currency] = cost.split(' ');
  if (currency !== undefined) spent.set(currency, (spent.get(currency) ?? 0) + Number(amount));
}
