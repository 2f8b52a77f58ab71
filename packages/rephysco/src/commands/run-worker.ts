import type { Context } from '../settings/context.ts';
import { openClient } from '../settings/open-client.ts';
import { exitCodeOfSignal } from '../terminal/terminal.ts';
import { loadQueue } from './load-queue.ts';

/** Flags of `worker`. */
export interface WorkerFlags {
  readonly queue: string;
  readonly queueName?: string;
  readonly concurrency?: number;
}

/**
 * Makes the calls of a queue until the process is stopped, and finishes those that run.
 *
 * @throws ConfigurationError without `@rephysco/queue`, and for a Redis that cannot be used
 */
export async function runWorker({ queue, queueName, concurrency }: WorkerFlags, context: Context): Promise<number> {
  const { notes, signal } = context.terminal;
  const { startWorker } = await loadQueue();
  let calls = 0;
  let failed = 0;
  const worker = await startWorker({
    redis: queue,
    name: queueName,
    concurrency,
    client: async (provider, model) => (await openClient({ provider, model }, context)).client,
    onCall(call) {
      calls += 1;
      if (call.failed) failed += 1;
    },
  });
  notes.write('Waiting for calls. Ctrl-C finishes those that run, and stops.\n');
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await worker.close();
  notes.write(`${calls} calls, ${failed} failed\n`);
  return exitCodeOfSignal[String(signal.reason)] ?? 0;
}
