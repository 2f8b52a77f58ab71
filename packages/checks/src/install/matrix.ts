import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { coresIn } from './cores.ts';
import { runIn } from './execute.ts';
import type { Manager } from './managers.ts';
import { modes, programOf, type Row } from './rows.ts';

/** Version of Node.js under test. */
export interface NodeVersion {
  readonly version: string;
  readonly file: string;
}

/** Result of one package with one package manager. */
export interface Cell {
  readonly row: string;
  readonly manager: string;
  readonly passed: number;
  readonly checks: number;
  /** One line for each failed check. */
  readonly gaps: readonly string[];
}

/** Settings of a run of the matrix. */
export interface MatrixOptions {
  readonly nodes: readonly NodeVersion[];
  /** Folder for the projects. */
  readonly folder: string;
  /** Environment of the programs. */
  readonly env: Readonly<Record<string, string>>;
}

const types = ['import', 'require'] as const;

/** Returns the folder of the project of a cell. */
export function projectOf(folder: string, manager: Manager, row: Row): string {
  return join(folder, `${manager.name}-${row.name}`);
}

/** Installs a package with a manager. Runs it with each Node.js, by import and require, plain and streamed. */
export async function checkCell(row: Row, manager: Manager, options: MatrixOptions): Promise<Cell> {
  const { nodes, folder } = options;
  const project = projectOf(folder, manager, row);
  const { commands = [] } = row;
  const checks = nodes.length * (types.length * modes.length + commands.length) + 1;
  const place = `${row.name}, ${manager.name}`;
  let peers: readonly string[];
  try {
    peers = await manager.add(project, ...row.installs);
  } catch (error) {
    const gaps = [`${place}: ${(error as Error).message}`];
    return { row: row.name, manager: manager.name, passed: 0, checks, gaps };
  }
  const cores = coresIn(project);
  const install = peers.length > 0 || cores.length !== 1;
  const gaps = install ? [`${place}: ${cores.length} copies of core. ${peers.join('. ')}`] : [];
  for (const { version, file } of nodes) {
    for (const type of types) {
      for (const [mode, problem] of await runProgram(row, type, project, { ...options, node: file })) {
        gaps.push(`${place}, Node ${version}, ${type}, ${mode}: ${problem}`);
      }
    }
  }
  for (const { version, file } of nodes) {
    for (const [script, ...args] of commands) {
      const path = join(project, 'node_modules', row.name, script);
      const env = { ...options.env, REPHYSCO_HOME: join(project, 'home') };
      await runIn({ cwd: project, env, node: file }, file, path, ...args).catch((error: Error) =>
        gaps.push(`${place}, Node ${version}: ${error.message}`),
      );
    }
  }
  return { row: row.name, manager: manager.name, passed: checks - gaps.length, checks, gaps };
}

/** Runs the program of a row in an installed project. Returns the problem of each mode that failed. */
export async function runProgram(
  row: Row,
  type: 'import' | 'require',
  project: string,
  { env, node }: { readonly env: Readonly<Record<string, string>>; readonly node: string },
): Promise<readonly (readonly [mode: string, problem: string])[]> {
  const path = join(project, type === 'import' ? 'program.mjs' : 'program.cjs');
  await writeFile(path, programOf(row, type));
  try {
    const { stdout } = await runIn({ cwd: project, env, node }, node, path);
    const done = stdout.split('\n');
    return modes.filter((mode) => !done.includes(mode)).map((mode) => [mode, `the program printed ${stdout}`]);
  } catch (error) {
    return modes.map((mode) => [mode, (error as Error).message]);
  }
}
