import { execFile } from 'node:child_process';
import { basename, delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Folder and environment of a command. */
export interface Place {
  readonly cwd: string;
  /** Environment variables. The command inherits only `PATH` and the locations of certificates. */
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the Node.js that comes first on the `PATH` of the command. @default the running Node.js */
  readonly node?: string;
  /** Maximum duration in seconds. @default 180 */
  readonly timeout?: number;
}

/** Output of a command. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command with an environment that contains no setting of the user.
 *
 * @returns its standard output and standard error
 * @throws Error with both outputs if the command fails
 */
export async function runIn(place: Place, file: string, ...args: readonly string[]): Promise<Output> {
  const { cwd, env = {}, node = process.execPath, timeout = 180 } = place;
  const PATH = [dirname(node), process.env.PATH].join(delimiter);
  const certificates = {
    NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS,
    SSL_CERT_FILE: process.env.SSL_CERT_FILE,
  };
  const running = execute(file, args, { cwd, env: { PATH, ...certificates, ...env }, timeout: timeout * 1000 });
  running.child.stdin?.end();
  try {
    return await running;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as Partial<Output>;
    throw new Error(`${[basename(file), ...args].join(' ')} failed: ${reasonIn(`${stderr}\n${stdout}`)}`, { cause });
  }
}

/** Returns at most three lines that mention an error, or the last lines of the output if there are none. */
function reasonIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /Error\b|\bERR|^(?:npm )?error/.test(line));
  return (errors.length > 0 ? errors.slice(0, 3) : lines.slice(-3)).join(' | ').slice(0, 600);
}
