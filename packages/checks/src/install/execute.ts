import { execFile } from 'node:child_process';
import { basename, delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Folder and environment of a command. */
export interface Place {
  readonly cwd: string;
  /** Environment variables. The command inherits only `PATH` and the locations of certificates. */
  readonly env?: Readonly<Record<string, string>>;
  /** Node.js that the command finds first on its `PATH`. @default the running one */
  readonly node?: string;
}

/** What a command printed. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command, for at most three minutes, with an environment that contains no setting of the user.
 *
 * @returns its standard output and standard error
 * @throws an error with both if the command fails
 */
export async function runIn(place: Place, file: string, ...args: readonly string[]): Promise<Output> {
  const { cwd, env = {}, node = process.execPath } = place;
  const PATH = [dirname(node), process.env.PATH].join(delimiter);
  const certificates = {
    NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS,
    SSL_CERT_FILE: process.env.SSL_CERT_FILE,
  };
  const running = execute(file, args, { cwd, env: { PATH, ...certificates, ...env }, timeout: 180_000 });
  running.child.stdin?.end();
  try {
    return await running;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as Partial<Output>;
    throw new Error(`${[basename(file), ...args].join(' ')} failed: ${reasonIn(`${stderr}\n${stdout}`)}`, { cause });
  }
}

/** Returns the lines that name an error, at most three, or else the last lines of the output. */
function reasonIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /Error\b|\bERR|^(?:npm )?error/.test(line));
  return (errors.length > 0 ? errors.slice(0, 3) : lines.slice(-3)).join(' | ').slice(0, 600);
}
