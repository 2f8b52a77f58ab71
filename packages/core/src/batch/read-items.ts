import { basename } from 'node:path';
import { ConfigurationError } from '../contract/errors.ts';
import { formatValue } from '../util/format-value.ts';
import { sha256 } from '../util/sha256.ts';
import type { BatchData, BatchFile, BatchFormat, BatchItems } from './batch-input.ts';
import { type CSVRecord, readCSV } from './read-csv.ts';
import { countLines, readChunks, readLines, type TextLine } from './read-lines.ts';
import { toJSON } from './stored-outcome.ts';

/** Item with its position and digest. */
export interface ReadItem {
  /** Returns the position for error messages, for example `Line 3 of in.jsonl`. Most items need none. */
  where(): string;
  /** Digest of the item: 32 hexadecimal digits. */
  readonly key: string;
  readonly value?: unknown;
  /** Error that made the item unreadable. */
  readonly error?: ConfigurationError;
}

const digest = (text: string): string => sha256(text).slice(0, 32);

/**
 * Yields the items of a batch in groups. Read each group before you request the next one. An unreadable item has an
 * error.
 *
 * @throws ConfigurationError for a file that cannot be read, and for values that are not items
 */
export async function* readItems(items: BatchItems<unknown>): AsyncGenerator<Iterable<ReadItem>> {
  if ('path' in items) yield* readFormat(readChunks(items.path), formatOf(items), basename(items.path));
  else if ('data' in items) yield* readFormat(items.data, formatOf(items), 'the input');
  else if (Symbol.iterator in items || Symbol.asyncIterator in items) {
    let index = 0;
    for await (const value of items) {
      const position = index;
      yield [{ where: () => `Item ${position}`, key: digest(toJSON(value)), value }];
      index += 1;
    }
  } else {
    throw new ConfigurationError(`batch takes a list of items or { path }, not ${formatValue(items)}.`);
  }
}

/** Returns the number of items, or an upper bound for a file with empty lines; `undefined` if it is not known. */
export function countItems(items: BatchItems<unknown>): number | undefined {
  if (Array.isArray(items)) return items.length;
  if (items instanceof Set || items instanceof Map) return items.size;
  return 'path' in items && formatOf(items) !== 'csv' ? countLines(items.path) : undefined;
}

function formatOf(items: BatchFile | BatchData): BatchFormat {
  const extension = 'path' in items ? /\.([^./\\]+)$/.exec(String(items.path))?.[1]?.toLowerCase() : undefined;
  const format = items.format ?? (extension === 'ndjson' ? 'jsonl' : extension);
  if (format === 'jsonl' || format === 'csv' || format === 'txt') return format;
  const name = 'path' in items ? formatValue(items.path) : 'the input';
  throw new ConfigurationError(`The format of ${name} is not known. Set 'format' to 'jsonl', 'csv' or 'txt'.`);
}

type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

async function* readFormat(chunks: Chunks, format: BatchFormat, name: string): AsyncGenerator<Iterable<ReadItem>> {
  const groups = readLines(chunks, name);
  if (format === 'csv') yield* recordsOf(readCSV(groups, name), name);
  else {
    const parse = format === 'jsonl' ? parseLine : ({ text }: TextLine): unknown => text;
    for await (const lines of groups) yield itemsOf(lines, name, parse);
  }
}

function* itemsOf(lines: Iterable<TextLine>, name: string, parse: (line: TextLine) => unknown): Generator<ReadItem> {
  for (const line of lines) {
    if (line.text.trim() !== '') yield toItem(line, () => `Line ${line.number} of ${name}`, digest(line.text), parse);
  }
}

function toItem<Line extends { readonly isValid: boolean }>(
  line: Line,
  where: () => string,
  key: string,
  parse: (line: Line) => unknown,
): ReadItem {
  if (!line.isValid) {
    return { where, key, error: new ConfigurationError(`${where()} is not UTF-8. Convert the file to UTF-8.`) };
  }
  try {
    return { where, key, value: parse(line) };
  } catch (cause) {
    const error = new ConfigurationError(`${where()} is not JSON: ${(cause as Error).message}`, { cause });
    return { where, key, error };
  }
}

const parseLine = ({ text }: TextLine): unknown => JSON.parse(text);

/** Columns of a CSV file that become options. The others are ignored. */
const columns: Readonly<Record<string, string>> = {
  prompt: 'prompt',
  system: 'system',
  model: 'model',
  input: 'input',
  id: 'id',
  custom_id: 'id',
};

async function* recordsOf(records: AsyncIterable<CSVRecord>, name: string): AsyncGenerator<Iterable<ReadItem>> {
  let names: readonly (string | undefined)[] | undefined;
  for await (const record of records) {
    if (!names) {
      names = record.fields.map((field) => columns[field.trim().toLowerCase()]);
      if (names.includes('prompt') || names.includes('input')) continue;
      const found = record.fields.map((field) => formatValue(field)).join(', ');
      throw new ConfigurationError(`The first line of ${name} has no column 'prompt' or 'input', only ${found}.`);
    }
    const known = names;
    const fields = (): unknown =>
      Object.fromEntries(
        known.flatMap((column, index) => {
          const field = record.fields[index];
          return column === undefined || field === undefined || field === '' ? [] : [[column, field]];
        }),
      );
    yield [toItem(record, () => `Line ${record.number} of ${name}`, digest(JSON.stringify(fields())), fields)];
  }
}
