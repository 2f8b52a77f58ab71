import type { Token, Tokens } from 'marked';
import { unbreakableWidth, widthOf, wrap } from '../wrap.ts';

/** Returns the number of columns that borders take: one at the start, three for each column. */
const bordersOf = (columns: number): number => 1 + 3 * columns;

/**
 * Renders a Markdown table with borders. Cells are wrapped at words if the table is wider than the terminal. If the
 * longest words do not fit, each row becomes a record with one line per column. No cell is truncated.
 *
 * @param width width of the terminal in columns
 */
export function renderTable({ header, rows, align }: Tokens.Table, width: number): string {
  const cells = [header, ...rows].map((row) => row.map(({ tokens }) => textOf(tokens)));
  const widths = columnWidths(cells, width - bordersOf(header.length));
  if (!widths) return records(cells, width);
  const [head = [], ...body] = cells.map((row) => rowLines(row, widths, align));
  const rule = (left: string, cross: string, right: string): string =>
    `${left}${widths.map((each) => '─'.repeat(each + 2)).join(cross)}${right}`;
  const tall = body.some((lines) => lines.length > 1);
  const separator = tall ? [rule('├', '┼', '┤')] : [];
  const lines = body.flatMap((row, index) => [...(index === 0 ? [] : separator), ...row]);
  return [rule('┌', '┬', '┐'), ...head, rule('├', '┼', '┤'), ...lines, rule('└', '┴', '┘')].join('\n');
}

/** Returns the text of inline Markdown. The address of a link comes after its text. */
function textOf(tokens: readonly Token[]): string {
  const parts = tokens.map((token) => {
    if (token.type === 'br') return ' ';
    if (token.type === 'link' || token.type === 'image') {
      const text = token.type === 'link' ? textOf(token.tokens ?? []) : token.text;
      return text === token.href || token.href === `mailto:${text}` ? text : `${text} (${token.href})`.trimStart();
    }
    if ('tokens' in token && token.tokens && token.type !== 'codespan') return textOf(token.tokens);
    return 'text' in token ? String(token.text) : token.raw;
  });
  return parts
    .join('')
    .replaceAll(/<br\s*\/?>/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Returns fitting column widths, or `undefined` if the longest words do not fit. */
function columnWidths(cells: readonly (readonly string[])[], available: number): readonly number[] | undefined {
  const columns = (cells[0] ?? []).map((_, column) => cells.map((row) => row[column] ?? ''));
  const least = columns.map((column) => Math.max(1, ...column.map(unbreakableWidth)));
  const widths = columns.map((column) => Math.max(1, ...column.map(widthOf)));
  if (sum(least) > available) return undefined;
  while (sum(widths) > available) {
    const spare = widths.map((each, column) => (each > (least[column] ?? 0) ? each : 0));
    const widest = spare.indexOf(Math.max(...spare));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function rowLines(row: readonly string[], widths: readonly number[], align: Tokens.Table['align']): readonly string[] {
  const wrapped = widths.map((width, column) => wrap(row[column] ?? '', width).split('\n'));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = widths.map((width, column) => aligned(wrapped[column]?.[line] ?? '', width, align[column] ?? null));
    return `│ ${parts.join(' │ ')} │`;
  });
}

function aligned(text: string, width: number, align: 'center' | 'left' | 'right' | null): string {
  const space = Math.max(0, width - widthOf(text));
  const left = align === 'right' ? space : align === 'center' ? Math.floor(space / 2) : 0;
  return `${' '.repeat(left)}${text}${' '.repeat(space - left)}`;
}

function records([header = [], ...rows]: readonly (readonly string[])[], width: number): string {
  const lineOf = (cell: string, column: number): string =>
    wrap(`${header[column] || `column ${column + 1}`}: ${cell}`.trimEnd(), width, { indent: '  ', breakWords: true });
  if (rows.length === 0) return header.map((cell) => wrap(cell, width, { breakWords: true })).join('\n');
  return rows.map((row) => row.map(lineOf).join('\n')).join('\n\n');
}
