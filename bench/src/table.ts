import type { Growth } from './growth.ts';
import { type Figures, spreadOf } from './statistics.ts';

/** Limit of a figure, with its measured values. */
export interface Bar {
  readonly what: string;
  /** Maximum value of the figure. */
  readonly bar: number;
  readonly unit: string;
  readonly figures: Figures;
}

/** Formats a number with few digits. */
export function shown(figure: number): string {
  if (Math.abs(figure) >= 100) return figure.toFixed(0);
  return Math.abs(figure) >= 10 ? figure.toFixed(1) : figure.toFixed(2);
}

/** Formats a median with its quartiles, for example `1.20 (1.10 to 1.35)`. */
export function withSpread(figures: Figures): string {
  const { median, low, high } = spreadOf(figures);
  return figures.length > 1 ? `${shown(median)} (${shown(low)} to ${shown(high)})` : shown(median);
}

/** Returns a Markdown table. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map(() => '---'), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (cell === '---' ? '-'.repeat(widths[column] ?? 3) : cell.padEnd(widths[column] ?? 0))).join(' | ')} |`;
  return all.map(line).join('\n');
}

/** Returns the table of limits. */
export function barTable(bars: readonly Bar[]): string {
  const rows = bars.map(({ what, bar, unit, figures }) => {
    const met = spreadOf(figures).median <= bar ? 'met' : 'not met';
    return [what, `${shown(bar)} ${unit}`, withSpread(figures), met];
  });
  return markdown(['what', 'bar', 'measured', ''], rows);
}

/** Returns the table of growth: the cost at the smallest and the largest size, and the exponent with its limit. */
export function growthTable(all: readonly Growth[]): string {
  const rows = all.map(({ what, bar, sizes, costs, exponent }) => {
    const at = (index: number): string => `${sizes.at(index)?.toLocaleString('en')}: ${shown(costs.at(index) ?? 0)} ms`;
    return [what, at(0), at(-1), exponent.toFixed(2), bar.toFixed(2), exponent <= bar ? 'met' : 'not met'];
  });
  return markdown(['what', 'smallest', 'largest', 'exponent', 'bar', ''], rows);
}

/** Returns the table of measured values, with one row per measure and one column per contestant. */
export function contestantTable<Name extends string>(
  names: readonly Name[],
  rows: readonly (readonly [string, (name: Name) => Figures])[],
): string {
  const cells = rows.map(([what, figures]) => [what, ...names.map((name) => withSpread(figures(name)))]);
  return `${markdown(['', ...names], cells)}\n`;
}
