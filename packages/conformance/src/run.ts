import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Program text with its environment. */
export interface Program {
  readonly text: string;
  /** Folder in which Node resolves the imports of the program. */
  readonly cwd: string;
  /** Module type of the program. @default 'module-typescript' */
  readonly type?: 'module-typescript' | 'commonjs';
  /** Environment variables. The program inherits only `PATH`, so that it never uses a key or URL of a real service. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node, such as `--conditions=…`. */
  readonly options?: readonly string[];
}

/**
 * Runs a program in a separate Node process.
 *
 * @returns its standard output
 * @throws an error with its error output if it fails or takes more than 30 seconds
 */
export async function run({ text, cwd, type = 'module-typescript', env = {}, options = [] }: Program): Promise<string> {
  const args = [...options, `--input-type=${type}`, '--eval', text];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
    timeout: 30_000,
  });
  return stdout;
}
