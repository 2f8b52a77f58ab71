import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Report, Work } from './worker.ts';

/** Processes that share limits, with their reports. */
export interface Fleet {
  readonly reports: readonly Report[];
  readonly workers: readonly ChildProcess[];
  /** Settles when all processes have ended. */
  readonly over: Promise<unknown>;
}

/** Starts one process for each item of `works`. */
export function startFleet(works: readonly Work[]): Fleet {
  const reports: Report[] = [];
  const workers = works.map((work) => {
    const worker = fork(join(import.meta.dirname, 'worker.ts'), { execArgv: ['--conditions=@rephysco/source'] });
    worker.on('message', (report: Report) => reports.push(report));
    worker.send(work);
    return worker;
  });
  return { reports, workers, over: Promise.all(workers.map((worker) => once(worker, 'exit'))) };
}

/** Returns the times at which requests were sent, in ascending order. */
export function timesOf(reports: readonly Report[]): readonly number[] {
  const times = reports.flatMap((report) => (report.type === 'sent' ? [report.at] : []));
  return times.sort((one, other) => one - other);
}

/** Returns the maximum number of requests in any period of one second. */
export function worstSecond(times: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] as number) <= time - 1000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
