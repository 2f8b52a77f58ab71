import { join } from 'node:path';
import { coresIn } from './cores.ts';
import type { Manager } from './managers.ts';
import { type MatrixOptions, runProgram } from './matrix.ts';
import type { Registry } from './registry.ts';
import type { Row } from './rows.ts';
import type { Tools } from './tools.ts';

/** Environment of a scenario. */
export interface Surroundings extends MatrixOptions {
  readonly registry: Registry;
  readonly tools: Tools;
  readonly managers: readonly Manager[];
  readonly rows: readonly Row[];
  /** Path of each packed package, by name. */
  readonly tarballs: ReadonlyMap<string, string>;
}

/** Check of a situation that the matrix does not cover. */
export interface Scenario {
  readonly name: string;
  /** Returns one line for each failed check. */
  run(surroundings: Surroundings): Promise<readonly string[]>;
}

/** State of a project that a scenario expects. */
export interface Expected {
  /** Sorted versions of the copies of core. */
  readonly cores: readonly string[];
  /** Output lines of the package manager about peer dependencies. */
  readonly peers: readonly string[];
}

/** Compares a project with its expected state, and runs the program of a row by import and require. */
export async function problemsOf(
  row: Row,
  project: string,
  { cores, peers }: Expected,
  { env }: Surroundings,
): Promise<readonly string[]> {
  const found = coresIn(project)
    .map(({ version }) => version)
    .sort();
  const problems = [...peers];
  if (found.join() !== [...cores].sort().join())
    problems.push(`core ${found.join(' and ')} instead of ${cores.join(' and ')}`);
  for (const type of ['import', 'require'] as const) {
    const failures = await runProgram(row, type, project, { env, node: process.execPath });
    problems.push(...failures.map(([mode, problem]) => `${type}, ${mode}: ${problem}`));
  }
  return problems;
}

/** Runs a step of a scenario for each package manager. An error counts as a failed check. */
export async function withEach(
  { managers, folder }: Surroundings,
  name: string,
  step: (manager: Manager, project: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const problems = await Promise.all(
    managers.map(async (manager) => {
      const found = await step(manager, join(folder, `${manager.name}-${name}`)).catch((error: Error) => [
        error.message,
      ]);
      return found.map((problem) => `${name}, ${manager.name}: ${problem}`);
    }),
  );
  return problems.flat();
}
