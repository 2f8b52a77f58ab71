/**
 * Runs every fault script against every service, plain and streamed, and prints the results. Run it with `pnpm
 * scorecard`. Exits with code 1 if a cell fails.
 */
import { judge } from './fault-judge.ts';
import { healthyAnswer, runFault } from './fault-run.ts';
import { type Cell, cellsOf, faultScripts } from './fault-scripts.ts';
import { columns } from './scorecard-columns.ts';

const healthy = new Map(
  await Promise.all(columns.map(async (column) => [column, await healthyAnswer(column)] as const)),
);
const wrong: string[] = [];
let right = 0;

const width = Math.max(...faultScripts.map(({ name }) => name.length));
const row = (name: string, cells: readonly string[]): string =>
  `${name.padEnd(width)}  ${cells.map((cell, index) => cell.padEnd(columns[index]?.name.length ?? 0)).join('  ')}`;

console.log('p: plain, s: streamed, each right; P, S: wrong; -: not applicable to the service\n');
console.log(
  row(
    '',
    columns.map(({ name }) => name),
  ),
);
for (const script of faultScripts) {
  const cells = columns.map((column) => cellsOf(script, column));
  const marks = script.name === 'huge' ? await oneByOne(cells) : await Promise.all(cells.map(markOf));
  console.log(row(script.name, marks));
}
console.log(`\n${right} of ${right + wrong.length} right, of ${faultScripts.length} scripts`);
for (const line of wrong) console.log(line);
process.exitCode = wrong.length === 0 ? 0 : 1;

async function markOf(cells: readonly Cell[]): Promise<string> {
  if (cells.length === 0) return '-';
  const marks = await Promise.all(cells.map(play));
  return marks.join(' ');
}

/** Runs cells one at a time, because CPU is measured for the whole process. */
async function oneByOne(cells: readonly (readonly Cell[])[]): Promise<readonly string[]> {
  const marks: string[] = [];
  for (const each of cells) marks.push(await markOf(each));
  return marks;
}

async function play(cell: Cell): Promise<string> {
  const { column, script, mode } = cell;
  const problems = judge(await runFault(cell), cell, healthy.get(column) ?? { text: '', failure: '' });
  const mark = mode === 'plain' ? 'p' : 's';
  if (problems.length === 0) {
    right += 1;
    return mark;
  }
  wrong.push(`${script.name}, ${column.name}, ${mode}: ${problems.join('; ')}`);
  return mark.toUpperCase();
}
