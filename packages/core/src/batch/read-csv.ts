import { ConfigurationError } from '../contract/errors.ts';
import type { TextLine } from './read-lines.ts';

/** Record of a CSV file. */
export interface CSVRecord {
  /** Number of its first line. The first line of the file is 1. */
  readonly number: number;
  readonly fields: readonly string[];
  /** `false` if its bytes are not UTF-8. */
  readonly isValid: boolean;
}

/**
 * Yields the records of a CSV file (RFC 4180). A quoted field may contain separators and line ends. The separator is a
 * comma; if the first line has none, a semicolon or a tab.
 *
 * @throws ConfigurationError for a quoted field without an end
 */
export async function* readCSV(groups: AsyncIterable<Iterable<TextLine>>, name: string): AsyncGenerator<CSVRecord> {
  let separator: string | undefined;
  let texts: string[] = [];
  let first = 0;
  let quotes = 0;
  let isValid = true;
  for await (const lines of groups) {
    for (const line of lines) {
      if (texts.length === 0) {
        if (line.text.trim() === '') continue;
        first = line.number;
        isValid = true;
      }
      texts.push(line.text);
      quotes += countQuotes(line.text);
      isValid &&= line.isValid;
      if (quotes % 2 === 1) continue;
      const text = texts.join('\n');
      separator ??= separatorOf(text);
      yield { number: first, fields: fieldsOf(text, separator), isValid };
      texts = [];
      quotes = 0;
    }
  }
  if (texts.length === 0) return;
  throw new ConfigurationError(`Line ${first} of ${name} has a quoted field without a closing quote.`);
}

function countQuotes(text: string): number {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes;
}

function separatorOf(heading: string): string {
  if (heading.includes(',')) return ',';
  return [';', '\t'].find((each) => heading.includes(each)) ?? ',';
}

/** Returns the fields of one record. */
export function fieldsOf(text: string, separator: string): readonly string[] {
  const fields: string[] = [];
  let at = 0;
  while (true) {
    let field = '';
    if (text[at] === '"') {
      at += 1;
      while (true) {
        const found = text.indexOf('"', at);
        const end = found < 0 ? text.length : found;
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        field += '"';
        at += 1;
      }
    }
    const next = text.indexOf(separator, at);
    fields.push(field + text.slice(at, next < 0 ? undefined : next));
    if (next < 0) return fields;
    at = next + separator.length;
  }
}
