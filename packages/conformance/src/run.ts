import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A program given as text, and where it runs. */
export interface Program {
  readonly text: string;
  /** Where its imports are looked up. */
  readonly cwd: string;
  /** Default: `module-typescript`. */
  readonly type?: 'module-typescript' | 'commonjs';
  /** Added to the environment; nothing else that looks like a key or an address of a service is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node, such as `--conditions=…`. */
  readonly options?: readonly string[];
}

/**
 * Runs a program in a Node process of its own.
 *
 * @returns what it prints
 * @throws an error that holds what it complained, when it fails or takes more than 30 seconds
 */
export async function run({ text, cwd, type = 'module-typescript', env = {}, options = [] }: Program): Promise<string> {
  const args = [...options, `--input-type=${type}`, '--eval', text];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    timeout: 30_000,
  });
  return stdout;
}
