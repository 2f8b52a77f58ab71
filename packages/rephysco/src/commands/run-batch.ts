import { resolve } from 'node:path';
import { type BatchItem, ConfigurationError } from '@rephysco/core';
import type { BatchFormat, BatchItems, BatchSummary } from '@rephysco/core/middleware';
import { safeLine } from '../output/answer/answer-writer.ts';
import { errorJSON } from '../output/json-output.ts';
import { money } from '../output/usage-line.ts';
import type { Context } from '../settings/context.ts';
import { type AskingFlags, openClient } from '../settings/open-client.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Amount } from './batch.ts';
import { readSchema } from './generate-request.ts';
import { loadQueue } from './load-queue.ts';
import { createProgressBar } from './progress-bar.ts';

/** Flags of `batch`, as the parser returns them. */
export interface BatchFlags extends AskingFlags {
  readonly output?: string;
  readonly journal?: string;
  readonly format?: BatchFormat;
  readonly schema?: string;
  readonly concurrency?: number;
  readonly maxCost?: Amount;
  readonly retryFailed?: boolean;
  readonly halfPrice?: boolean;
  readonly wait?: boolean;
  readonly queue?: string;
  readonly queueName?: string;
}

/** Maximum number of failed items that are reported one by one. */
const maxReported = 10;

/**
 * Answers every item of a file. After an interruption, the same command resumes.
 *
 * @returns the exit code: 1 if an item failed
 * @throws ConfigurationError for an unusable input, output or journal
 */
export async function runBatch(input: string | undefined, flags: BatchFlags, context: Context): Promise<number> {
  const { terminal } = context;
  const { output, journal, concurrency, maxCost, retryFailed, schema, cache, refresh } = flags;
  const { halfPrice = false, wait = false } = flags;
  if (wait && !halfPrice) throw new ConfigurationError('The flag --wait applies to --half-price. Add --half-price.');
  if (halfPrice && flags.queue !== undefined) {
    throw new ConfigurationError('The flags --queue and --half-price exclude each other. Leave one of them out.');
  }
  const items = itemsOf(input, flags, terminal);
  const { client, model } = await openClient(flags, context);
  await using _ = client;
  const run = client.batch(items, {
    output: output === undefined ? undefined : resolve(terminal.cwd, output),
    journal: journal === undefined ? undefined : resolve(terminal.cwd, journal),
    model,
    concurrency,
    maxCost,
    retryFailed,
    ...(halfPrice && { via: 'provider', wait }),
    ...(flags.queue !== undefined && { via: (await loadQueue()).queue({ redis: flags.queue, name: flags.queueName }) }),
    signal: terminal.signal,
    ...(schema !== undefined && { schema: await readSchema(schema) }),
    ...(cache === false && { cache: false }),
    ...(refresh && { cache: { refresh } }),
  });
  const bar = createProgressBar(terminal.notes, 'items');
  bar.watch(() => run.progress);
  let failed = 0;
  try {
    for await (const item of run) {
      if (output === undefined) bar.around(() => terminal.stdout.write(`${lineOf(item)}\n`));
      if (item.result) continue;
      failed += 1;
      if (failed <= maxReported) bar.around(() => terminal.stderr.write(`error: ${problemOf(item)}\n`));
    }
  } finally {
    bar.stop();
  }
  const summary = await run.summary;
  for (const { id = 'unconfirmed', items: count, status } of run.progress.batches ?? []) {
    terminal.notes.write(`batch ${id}: ${count} items, ${status}\n`);
  }
  terminal.notes.write(`${summaryLine(summary)}\n`);
  return failed > 0 ? 1 : 0;
}

function itemsOf(input: string | undefined, { format }: BatchFlags, { stdin, cwd }: Terminal): BatchItems<string> {
  if (input !== undefined && input !== '-') return { path: resolve(cwd, input), format };
  if (!stdin.isTTY) return { data: stdin as AsyncIterable<Uint8Array>, format: format ?? 'jsonl' };
  throw new ConfigurationError('batch needs a file of items: rephysco batch in.jsonl -o out.jsonl');
}

/** Returns an outcome as in the output file, without timings and headers. */
function lineOf({ index, id, result, error }: BatchItem): string {
  if (!result) return JSON.stringify({ index, id, error: errorJSON(error) });
  return JSON.stringify({ index, id, result: { ...result, attempts: undefined, response: undefined } });
}

function problemOf({ index, id, error }: BatchItem): string {
  const message = safeLine(error instanceof Error ? error.message : String(error));
  return /^(?:Item|Line) \d/.test(message)
    ? message
    : `item ${id === String(index) ? index : safeLine(id)}: ${message}`;
}

function summaryLine({ total, done, failed, resumed, cost, duration, waiting }: BatchSummary): string {
  const parts = [
    `${total} items`,
    `${done} done`,
    ...(failed > 0 ? [`${failed} failed (--retry-failed sends them again)`] : []),
    ...(resumed > 0 ? [`${resumed} from the journal`] : []),
    ...(waiting > 0 ? [`${waiting} waiting at the provider (run again to collect them)`] : []),
    ...(cost ? [money(cost)] : []),
    `${duration.toFixed(1)} s`,
  ];
  return parts.join(', ');
}
