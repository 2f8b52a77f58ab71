import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Program given as text. */
export interface Program {
  readonly text: string;
  /** Folder in which Node looks up the imports of the program. */
  readonly cwd: string;
  /** Default: `module-typescript`. */
  readonly type?: 'module-typescript' | 'commonjs';
  /** Variables of the program. It inherits `PATH` only, so that no key or address of a real service reaches it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node, such as `--conditions=…`. */
  readonly options?: readonly string[];
}

/**
 * Runs a program in its own Node process.
 *
 * @returns its output
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
