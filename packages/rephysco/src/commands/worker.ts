import type { Command } from 'commander';
import type { Run } from './command.ts';
import { number } from './flags/flag-values.ts';
import { withCommon } from './flags/target-flags.ts';

/** Defines `worker`. */
export function addWorker(command: Command, run: Run): void {
  withCommon(command)
    .requiredOption('--queue <url>', 'URL of Redis')
    .option('--queue-name <name>', 'name of the queue (default: calls)')
    .option('--concurrency <number>', 'maximum number of concurrent calls (default: 50)', number)
    .action((flags) => run(flags, async (context) => (await import('./run-worker.ts')).runWorker(flags, context)));
}
