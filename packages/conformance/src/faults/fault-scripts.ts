import { callerScripts } from './caller-scripts.ts';
import { connectionScripts } from './connection-scripts.ts';
import type { FaultScript, Mode, Right } from './fault-script.ts';
import { refusalScripts } from './refusal-scripts.ts';
import type { Column } from './scorecard-columns.ts';
import { streamScripts } from './stream-scripts.ts';

/** All scripts, in the order of the scorecard. */
export const faultScripts: readonly FaultScript[] = [
  ...refusalScripts,
  ...connectionScripts,
  ...streamScripts,
  ...callerScripts,
];

/** One script in one mode, run against one service. */
export interface Cell {
  readonly script: FaultScript;
  readonly column: Column;
  readonly mode: Mode;
  readonly right: Right;
}

/** Returns the cells of a script and a column: none, plain, streamed or both. */
export function cellsOf(script: FaultScript, column: Column): readonly Cell[] {
  if (script.only && !script.only.includes(column.service)) return [];
  return (['plain', 'streamed'] as const).flatMap((mode) => {
    const right = script[mode];
    return right ? [{ script, column, mode, right }] : [];
  });
}
