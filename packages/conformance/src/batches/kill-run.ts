import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ServiceName, Simulator } from '@rephysco/simulator';
import { randomOf } from '../random.ts';
import type { BatchJob } from './batch-process.ts';
import { creationPath, resultsPath, uploadPath } from './paths.ts';

/**
 * Points at which a process is killed: while a request of this kind waits for its response, or at a random time. The
 * requests are first, because a fast machine may finish the batch before the random time.
 */
const points = ['creation', 'upload', 'poll', 'results', 'time', 'time'] as const;

/** Longest random time in milliseconds. A fast machine finishes the batch in two seconds. */
const longest = 150;

/**
 * Runs a batch and kills its process repeatedly. After the last kill, the batch runs to its end.
 *
 * @param seed seed of the random times; the same seed produces the same times
 * @returns the number of killed processes by point
 */
export async function runWithKills(
  simulator: Simulator,
  job: BatchJob,
  kills: number,
  seed = 1,
): Promise<Readonly<Record<string, number>>> {
  const random = randomOf(seed);
  const killed: Record<string, number> = {};
  for (let run = 0; ; run += 1) {
    const point = run < kills ? (points[run % points.length] as (typeof points)[number]) : undefined;
    const child = startBatch(job);
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const stop = new AbortController();
    if (point) void killAt(point, child, simulator, job.provider as ServiceName, random, stop.signal);
    const [code] = await exit;
    stop.abort();
    simulator.forgetFaults();
    if (code === 0) return killed;
    if (!point) throw new Error(`The batch ended with the exit code ${code}.`);
    killed[point] = (killed[point] ?? 0) + 1;
  }
}

/** Starts a process that runs a batch. */
export function startBatch(job: BatchJob): ChildProcess {
  const path = fileURLToPath(new URL('batch-process.ts', import.meta.url));
  const args = ['--conditions=@rephysco/source', path, JSON.stringify(job)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function killAt(
  point: (typeof points)[number],
  child: ChildProcess,
  simulator: Simulator,
  service: ServiceName,
  random: () => number,
  signal: AbortSignal,
): Promise<void> {
  const before = simulator.requests.length;
  if (point !== 'time') {
    const path = { creation: creationPath, upload: uploadPath, results: resultsPath, poll: () => 'batches' }[point](
      service,
    );
    simulator.fail(point === 'results' ? `stall@${Math.floor(random() * 4)}` : 'stall', { path });
  }
  let latest = Infinity;
  while (!signal.aborted && performance.now() < latest) {
    const sent = simulator.requests.slice(before);
    // The service has processed the request, which waits for its response.
    if (sent.some(({ fault }) => fault === 'stall')) break;
    // A random time after the start, also for another point: perhaps no further request of this kind follows.
    if (sent.length > 0 && latest === Infinity) latest = performance.now() + random() * longest;
    await delay(5);
  }
  if (!signal.aborted) child.kill('SIGKILL');
}
