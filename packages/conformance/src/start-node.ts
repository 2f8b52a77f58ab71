import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Starts a script in a process that inherits no key.
 *
 * @param argument argument of the script, sent as JSON
 * @param prefix command that starts Node, with its arguments
 */
export function startNode(script: URL, argument: unknown, prefix: readonly string[] = []): ChildProcess {
  const options = ['--conditions=@rephysco/source', fileURLToPath(script), JSON.stringify(argument)];
  const [command = '', ...args] = [...prefix, process.execPath, ...options];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { PATH, NODE_COMPILE_CACHE } });
}
