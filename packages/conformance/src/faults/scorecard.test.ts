import { beforeAll, describe, expect, it } from 'vitest';
import { type Healthy, judge } from './fault-judge.ts';
import { healthyAnswer, runFault } from './fault-run.ts';
import { type Cell, cellsOf, faultScripts } from './fault-scripts.ts';
import { columns } from './scorecard-columns.ts';

describe('the scripts', () => {
  it('include the 31 of the fault suite and the 15 hostile cases', () => {
    const from = new Set(faultScripts.flatMap((script) => script.from));
    const cases = [...from].filter((name) => name.startsWith('case '));
    expect([from.size - cases.length, cases.length]).toEqual([31, 15]);
  });
});

describe.each(columns.map((column) => [column.name, column] as const))('%s', (_, column) => {
  let healthy: Healthy;
  beforeAll(async () => {
    healthy = await healthyAnswer(column);
  });

  const cells = faultScripts.flatMap((script) => cellsOf(script, column));
  const named = (some: readonly Cell[]): readonly (readonly [string, string, Cell])[] =>
    some.map((cell) => [`${cell.script.does} (${cell.mode})`, cell.script.right, cell]);
  const check = async (cell: Cell): Promise<void> => {
    expect(judge(await runFault(cell), cell, healthy)).toEqual([]);
  };

  it.concurrent.each(named(cells.filter(({ right }) => right.cpu === undefined)))('%s: %s', (...[, , cell]) =>
    check(cell),
  );
  // These cells run one at a time, because CPU is measured for the whole process.
  it.each(named(cells.filter(({ right }) => right.cpu !== undefined)))('%s: %s', (...[, , cell]) => check(cell));
});
