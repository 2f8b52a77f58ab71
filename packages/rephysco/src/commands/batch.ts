import { type Command, InvalidArgumentError } from 'commander';
import type { Run } from './command.ts';
import { choice, number } from './flags/flag-values.ts';
import { withCall, withTarget } from './flags/target-flags.ts';

/** Defines `batch`. */
export function addBatch(command: Command, run: Run): void {
  withTarget(
    withCall(
      command
        .argument('[input]', 'file of items: .jsonl, .csv or .txt (default: standard input)')
        .option('-o, --output <file>', 'file of outcomes, one JSON object per line (default: standard output)'),
      '--option <key=value>',
    ),
  )
    .option('--journal <file>', 'file that records finished items (default: <output>.journal)')
    .option(
      '--format <jsonl|csv|txt>',
      'format of the input (default: by its extension)',
      choice('jsonl', 'csv', 'txt'),
    )
    .option('--schema <file|json>', 'JSON Schema of the answers')
    .option('--concurrency <number>', 'maximum number of concurrent calls (default: 100)', number)
    .option('--max-cost <amount>', 'maximum cost of the batch: 5 (dollars), or 30CNY', money)
    .option('--retry-failed', 'send failed items again')
    .option('--half-price', 'submit the items to the batch API of the provider, and end; run again to collect results')
    .option('--wait', 'with --half-price: wait for the results, up to a day')
    .option('--queue <url>', 'let workers make the calls: URL of Redis (see: rephysco worker)')
    .option('--queue-name <name>', 'name of the queue (default: calls)')
    .action((input: string | undefined, flags) =>
      run(flags, async (context) => (await import('./run-batch.ts')).runBatch(input, flags, context)),
    );
  withTarget(
    command
      .command('status')
      .description('print the progress of a batch')
      .argument('<output>', 'output file of the batch'),
  ).action((output: string, flags) =>
    run(flags, async (context) => (await import('./batch-state.ts')).showStatus(output, flags, context)),
  );
  withTarget(
    command
      .command('cancel')
      .description('stop a running batch, also at the provider')
      .argument('<output>', 'output file of the batch'),
  ).action((output: string, flags) =>
    run(flags, async (context) => (await import('./batch-state.ts')).cancel(output, flags, context)),
  );
}

/** Amount of money. */
export interface Amount {
  readonly amount: number;
  /** ISO 4217 code. */
  readonly currency: string;
}

/** Parses an amount of money. Without a currency, the amount is in US dollars. @throws InvalidArgumentError */
export function money(text: string): Amount {
  const [, amount, currency = 'USD'] = /^\$?(\d+(?:\.\d+)?)\s*([A-Za-z]{3})?$/.exec(text.trim()) ?? [];
  if (amount !== undefined) return { amount: Number(amount), currency: currency.toUpperCase() };
  throw new InvalidArgumentError('It must be an amount: 5 (dollars), 0.50 or 30CNY, for example.');
}
