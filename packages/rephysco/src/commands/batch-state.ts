import { resolve } from 'node:path';
import { batchStatus, ConfigurationError } from '@rephysco/core';
import { money } from '../output/usage-line.ts';
import type { Context } from '../settings/context.ts';

/** Prints how far the batch of an output is. @throws ConfigurationError if it has no journal */
export async function showStatus(output: string, { terminal }: Context): Promise<number> {
  const { done, failed, cost, running, pid } = await batchStatus(journalOf(output, terminal.cwd));
  const state = running ? `running${pid === undefined ? '' : ` (process ${pid})`}` : 'not running';
  const parts = [`${done} done`, `${failed} failed`, ...(cost ? [money(cost)] : []), state];
  terminal.stdout.write(`${parts.join(', ')}\n`);
  return 0;
}

/**
 * Stops the process that runs a batch. The batch can be resumed.
 *
 * @throws ConfigurationError if no process on this machine runs it
 */
export async function cancel(output: string, { terminal }: Context): Promise<number> {
  const { running, pid } = await batchStatus(journalOf(output, terminal.cwd));
  if (pid === undefined) {
    const where = running ? 'It runs on another machine. Cancel it there.' : 'It does not run.';
    throw new ConfigurationError(`Cannot cancel the batch of ${output}. ${where}`);
  }
  process.kill(pid, 'SIGTERM');
  terminal.notes.write(`stopped process ${pid}; run the same command again to resume\n`);
  return 0;
}

function journalOf(output: string, cwd: string): string {
  const path = resolve(cwd, output);
  return path.endsWith('.journal') ? path : `${path}.journal`;
}
