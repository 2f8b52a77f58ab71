import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CountingService, startCountingService } from '../counting-service.ts';
import { randomOf } from '../random.ts';
import { startNode } from '../start-node.ts';
import type { CallsJob } from './calls-process.ts';

/** Result of a batch with one call per item, whose process was killed. */
export interface CallsCheck {
  /** `true` if the output equals that of a run without kills. */
  readonly identical: boolean;
  readonly kills: number;
  /** Number of calls that reached the service more than once. */
  readonly repeated: number;
  /** Number of calls in progress at all kills: sent, and without a record in the journal. */
  readonly inProgress: number;
  /** Largest number of calls in progress at one kill. */
  readonly most: number;
}

/** Number of concurrent calls of the batch. */
export const concurrency = 32;

/** Share of the kills that come after the last call: while the journal is read and the output is written. */
const lateShare = 0.1;

/** Runs a batch twice, without and with kills at random points of the whole run. */
export async function tortureCalls(count: number, kills: number, seed = 1): Promise<CallsCheck> {
  const folder = mkdtempSync(join(tmpdir(), 'torture-'));
  const input = join(folder, 'in.txt');
  writeFileSync(input, Array.from({ length: count }, (_, index) => `Question ${index}?\n`).join(''));
  const run = async (name: string, points: readonly number[], random: () => number) => {
    await using service = await startCountingService(['127.0.0.1']);
    const output = join(folder, name);
    const job = { baseURL: `http://127.0.0.1:${service.port}/v1`, input, output, concurrency, count };
    return { ...(await killAtPoints(job, service, points, random)), text: readFileSync(output, 'utf8') };
  };
  try {
    const random = randomOf(seed);
    const late = Math.ceil(kills * lateShare);
    const early = Array.from({ length: kills - late }, () => random() * count).sort((one, other) => one - other);
    const whole = await run('whole.jsonl', [], random);
    const { text, ...check } = await run('out.jsonl', [...early, ...Array(late).fill(count)], random);
    return { ...check, identical: text === whole.text };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Job = CallsJob & { readonly count: number };

/** Kills the process of a batch when the service has received each number of items in `points`. Then completes it. */
async function killAtPoints(job: Job, service: CountingService, points: readonly number[], random: () => number) {
  const callsOf = (): number => [...service.calls.values()].reduce((sum, calls) => sum + calls, 0);
  const left = [...points];
  const progress: number[] = [];
  while (true) {
    const [callsBefore, recordsBefore] = [callsOf(), recordsOf(job.output)];
    const child = startNode(new URL('calls-process.ts', import.meta.url), job);
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const point = left.shift();
    // A process takes about a second to start, so a late kill hits it while it loads, reads or writes files.
    if (point !== undefined) void killAt(point, random() * (point < job.count ? 300 : 1500));
    const [code] = await exit;
    if (code === 0 && point === undefined) break;
    if (code === 0) {
      // The batch ended before the kill.
      left.unshift(point as number);
      continue;
    }
    if (child.signalCode !== 'SIGKILL') throw new Error(`The batch ended with the exit code ${code}.`);
    progress.push(callsOf() - callsBefore - (recordsOf(job.output) - recordsBefore));

    async function killAt(calls: number, delay: number): Promise<void> {
      const isOver = (): boolean => child.exitCode !== null;
      // Waits for the calls, because a kill before the first call would not interrupt the batch.
      while (service.calls.size < calls && !isOver()) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
    }
  }
  const repeated = callsOf() - service.calls.size;
  const inProgress = progress.reduce((sum, calls) => sum + calls, 0);
  return { kills: progress.length, repeated, inProgress, most: Math.max(0, ...progress) };
}

/** Returns the number of complete records in the journal of an output. */
function recordsOf(output: string): number {
  const journal = `${output}.journal`;
  if (!existsSync(journal)) return 0;
  return readFileSync(journal, 'latin1')
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{"i":')).length;
}
