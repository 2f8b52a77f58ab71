import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** Whether Debian's `redis-server`, or any other, is installed. */
export const hasRedis: boolean = spawnSync('redis-server', ['--version']).status === 0;

/** A real Redis server on loopback, for one test file. */
export interface Redis extends AsyncDisposable {
  readonly url: string;
  /** Kills it, as a crash would. */
  kill(): Promise<void>;
  /** Stops its clock: it keeps connections and answers nothing, until `resume`. */
  freeze(): void;
  resume(): void;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
}

/** Starts a server that keeps nothing on the disk. */
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
