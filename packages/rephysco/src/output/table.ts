import type { Output } from '../terminal/output.ts';
import { widthOf, wrap } from './wrap.ts';

/** Assumed width in columns of a terminal that does not report its width. */
const defaultColumns = 80;

/** Returns the width of a terminal in columns, or `undefined` for a file or a pipe. */
export function columnsOf({ isTTY, columns }: Pick<Output, 'isTTY' | 'columns'>): number | undefined {
  return isTTY ? columns || defaultColumns : undefined;
}

/** Wraps a text at words for a terminal. Files and pipes get it unchanged. */
export function wrapFor(output: Pick<Output, 'isTTY' | 'columns'>, text: string, indent: string = ''): string {
  const columns = columnsOf(output);
  return columns === undefined ? text : wrap(text, columns, { indent });
}

/**
 * Formats rows as lines with columns of equal width. On a terminal that is too narrow, each row becomes a record: the
 * first cell, and the others below it, wrapped at words. No cell is truncated.
 */
export function table(rows: readonly (readonly string[])[], output: Pick<Output, 'isTTY' | 'columns'> = {}): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  const pad = (cell: string, column: number): string => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell));
  const lines = rows.map((row) => row.map(pad).join('  ').trimEnd());
  const columns = columnsOf(output);
  if (columns === undefined || lines.every((line) => widthOf(line) <= columns)) return ended(lines);
  return ended(rows.map((row) => record(row, columns)));
}

const ended = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

function record(row: readonly string[], columns: number): string {
  const [first = '', ...rest] = row.filter((cell) => cell !== '');
  return [first, ...rest.map((cell) => wrap(`  ${cell}`, columns, { indent: '  ' }))].join('\n');
}
