import type { Command } from 'commander';
import { exitCodeOfSignal, type Terminal } from '../terminal/terminal.ts';
import type { Run } from './command.ts';
import { number } from './flags/flag-values.ts';
import { withCommon } from './flags/target-flags.ts';

/** Defines `sim`. */
export function addSim(command: Command, run: Run): void {
  withCommon(command)
    .option('--port <number>', 'port on 127.0.0.1 (default: a free port)', number)
    .option('--pace <seconds>', 'time between two chunks of a streamed answer, in seconds', number, 0.02)
    .action((flags) => run(flags, ({ terminal }) => sim(flags, terminal)));
}

/** Flags of `sim`. */
export interface SimFlags {
  readonly port?: number;
  readonly pace: number;
}

/** Runs the simulated services until the process is stopped. */
export async function sim({ port, pace }: SimFlags, { stdout, notes, signal }: Terminal): Promise<number> {
  const { createSimulator } = await import('@rephysco/simulator');
  await using simulator = await createSimulator({ pace, ...(port !== undefined && { port }) });
  stdout.write(`${simulator.url}\n`);
  notes.write(`Simulated services; every answer is marked as simulated. For example:\n`);
  notes.write(
    `  OPENAI_API_KEY=made-up rephysco generate -p openai --base-url ${simulator.baseURL('openai')} "Hello"\n`,
  );
  notes.write('Press Ctrl-C to stop.\n');
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return exitCodeOfSignal[String(signal.reason)] ?? 0;
}
