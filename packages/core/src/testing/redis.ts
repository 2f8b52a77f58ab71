import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';

/** Tells whether `redis-server` is installed. */
export const hasRedis: boolean = spawnSync('redis-server', ['--version']).status === 0;

/** Real Redis server on the loopback interface, for one test file. */
export interface Redis extends AsyncDisposable {
  readonly url: string;
  /** Kills the server, like a crash. */
  kill(): Promise<void>;
  /** Suspends the server until `resume`: it keeps its connections but does not respond. */
  freeze(): void;
  resume(): void;
  /** Restarts the server on the same port without data. */
  restart(): Promise<void>;
}

/** Starts a server without persistence. */
export async function startRedis(): Promise<Redis> {
  const port = await freePort();
  let server = await start(port);
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    freeze: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    async restart() {
      server = await start(port);
    },
    [Symbol.asyncDispose]: kill,
  };
}

async function start(port: number): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(server.stdout)) {
    if (!line.includes('Ready to accept connections')) continue;
    server.stdout.resume();
    return server;
  }
  throw new Error(`redis-server did not start on port ${port}.`);
}
