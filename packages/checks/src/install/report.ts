import type { Cell } from './matrix.ts';

/** Returns the matrix as lines of text: a row for each package, a column for each package manager. */
export function matrixLines(cells: readonly Cell[], managers: readonly { name: string; version: string }[]): string {
  const rows = [...new Set(cells.map(({ row }) => row))];
  const table = [
    ['package', ...managers.map(({ name, version }) => `${name} ${version}`)],
    ...rows.map((row) => [
      row,
      ...managers.map(({ name }) => {
        const cell = cells.find((each) => each.row === row && each.manager === name);
        return cell ? `${cell.passed}/${cell.checks}` : 'missing';
      }),
    ]),
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  return table
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Returns the gaps of a matrix: failed cells, and cells without a result. */
export function gapsOf(
  cells: readonly Cell[],
  rows: readonly { readonly name: string }[],
  managers: readonly { readonly name: string }[],
): readonly string[] {
  const missing = rows.flatMap((row) =>
    managers
      .filter(({ name }) => !cells.some((cell) => cell.row === row.name && cell.manager === name))
      .map(({ name }) => `${row.name}, ${name}: was not checked`),
  );
  return [...missing, ...cells.flatMap(({ gaps }) => gaps)];
}
