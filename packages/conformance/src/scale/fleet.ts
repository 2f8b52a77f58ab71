import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { startNode } from '../start-node.ts';
import type { Host } from './hosts.ts';

/** Number of concurrent calls of each worker. */
export const concurrency = 16;

/** Processes of a run: one producer, and one worker per host. */
export interface Fleet extends AsyncDisposable {
  /** Settles when the producer has finished the batch. Rejects if a process ends by itself. */
  readonly finished: Promise<void>;
  /** Ids of the running processes. */
  readonly pids: readonly number[];
  /** Kills the producer like `kill -9`, and starts it again. */
  killProducer(): Promise<void>;
  /** Kills the worker of a host like `kill -9`, and starts it again. */
  killWorker(host: number): Promise<void>;
}

/** Settings of a fleet. */
export interface FleetContext {
  readonly hosts: readonly Host[];
  readonly redisPort: number;
  readonly upstreamPort: number;
  readonly input: string;
  readonly output: string;
  /** Seconds after which another worker takes over the jobs of a worker that does not renew its lock. */
  readonly lock: number;
  /** Number of calls in one job. @default the default of the queue */
  readonly chunk?: number;
}

/** Starts the producer and the workers. */
export function startFleet({ hosts, redisPort, upstreamPort, input, output, lock, chunk }: FleetContext): Fleet {
  const end = Promise.withResolvers<void>();
  const killed = new WeakSet<ChildProcess>();
  let isOver = false;

  function watch(child: ChildProcess, onEnd: (code: number | null) => void): ChildProcess {
    child.once('exit', (code) => {
      if (!isOver && !killed.has(child)) onEnd(code);
    });
    return child;
  }
  const fail = (what: string) => (code: number | null) => end.reject(new Error(`${what} ended with code ${code}.`));
  const startProducer = (): ChildProcess => {
    const job = { redis: `redis://127.0.0.1:${redisPort}`, input, output, chunk };
    const child = startNode(new URL('producer-process.ts', import.meta.url), job);
    return watch(child, (code) => (code === 0 ? end.resolve() : fail('The producer')(code)));
  };
  const startWorker = (host: number): ChildProcess => {
    const { gateway, start } = hosts[host] as Host;
    const addresses = { redis: `redis://${gateway}:${redisPort}`, baseURL: `http://${gateway}:${upstreamPort}/v1` };
    const job = { name: `worker-${host}`, ...addresses, concurrency, lock };
    return watch(start(new URL('worker-process.ts', import.meta.url), job), fail(`The worker of host ${host}`));
  };
  async function kill(child: ChildProcess): Promise<void> {
    killed.add(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  let producer = startProducer();
  const workers = hosts.map((_, host) => startWorker(host));
  return {
    finished: end.promise,
    get pids() {
      return [producer, ...workers].map(({ pid }) => pid as number);
    },
    async killProducer() {
      await kill(producer);
      producer = startProducer();
    },
    async killWorker(host) {
      await kill(workers[host] as ChildProcess);
      workers[host] = startWorker(host);
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      await Promise.all([producer, ...workers].map(kill));
    },
  };
}
