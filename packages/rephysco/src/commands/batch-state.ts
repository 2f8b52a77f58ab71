import { resolve } from 'node:path';
import { type BatchStatus, batchStatus, ConfigurationError, type LLMClient } from '@rephysco/core';
import { safeLine } from '../output/answer/answer-writer.ts';
import { money } from '../output/usage-line.ts';
import type { Context } from '../settings/context.ts';
import { type AskingFlags, openClient } from '../settings/open-client.ts';

/** Prints the progress of the batch with an output file. @throws ConfigurationError if it has no journal */
export async function showStatus(output: string, flags: AskingFlags, context: Context): Promise<number> {
  const { terminal } = context;
  const status = await batchStatus(journalOf(output, terminal.cwd));
  const { done, failed, cost, running, pid } = status;
  const state = running ? `running${pid === undefined ? '' : ` (process ${pid})`}` : 'not running';
  const parts = [`${done} done`, `${failed} failed`, ...(cost ? [money(cost)] : []), state];
  terminal.stdout.write(`${parts.join(', ')}\n`);
  const waiting = status.batches.filter(({ ended }) => !ended);
  if (waiting.length === 0) return 0;
  await using client = await clientOf(status, flags, context);
  for (const { id, items } of waiting) {
    terminal.stdout.write(`batch ${id ?? 'unconfirmed'}: ${items} items, ${await stateOf(client, id)}\n`);
  }
  return 0;
}

async function stateOf({ provider: { batch } }: LLMClient, id: string | undefined): Promise<string> {
  if (id === undefined) return 'not confirmed by the provider; run the batch again to find it';
  try {
    const { status, finished } = (await batch?.poll({ id })) ?? { status: 'unknown' };
    return finished === undefined ? status : `${status}, ${finished} finished`;
  } catch (error) {
    return `state unknown: ${safeLine(error instanceof Error ? error.message : String(error))}`;
  }
}

/**
 * Stops a batch: its batches at the provider and the process that runs it. It can be resumed.
 *
 * @throws ConfigurationError if no process on this machine runs it and no batch is at the provider
 * @throws ProviderError if the provider does not cancel a batch
 */
export async function cancel(output: string, flags: AskingFlags, context: Context): Promise<number> {
  const { terminal } = context;
  const status = await batchStatus(journalOf(output, terminal.cwd));
  const { running, pid, provider } = status;
  const ids = status.batches.flatMap(({ id, ended }) => (ended || id === undefined ? [] : [id]));
  if (pid === undefined && ids.length === 0) {
    const where = running ? 'It runs on another machine. Cancel it there.' : 'It does not run.';
    throw new ConfigurationError(`Cannot cancel the batch of ${output}. ${where}`);
  }
  if (ids.length > 0) {
    await using client = await clientOf(status, flags, context);
    for (const id of ids) {
      await client.provider.batch?.cancel({ id });
      terminal.notes.write(`cancelled batch ${id} of ${provider}\n`);
    }
  }
  if (pid !== undefined) {
    process.kill(pid, 'SIGTERM');
    terminal.notes.write(`stopped process ${pid}\n`);
  }
  terminal.notes.write('run the same command again to resume\n');
  return 0;
}

async function clientOf({ provider, model }: BatchStatus, flags: AskingFlags, context: Context): Promise<LLMClient> {
  return (await openClient({ ...flags, provider: flags.provider ?? provider, model: flags.model ?? model }, context))
    .client;
}

function journalOf(output: string, cwd: string): string {
  const path = resolve(cwd, output);
  return path.endsWith('.journal') ? path : `${path}.journal`;
}
