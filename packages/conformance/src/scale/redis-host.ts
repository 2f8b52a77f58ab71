import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Redis server that writes its data to a folder and syncs it every second. */
export interface RedisHost extends AsyncDisposable {
  readonly port: number;
  /** Id of the running process. */
  readonly pid: number;
  /** Kills the server like `kill -9`, and starts it again with its data after a pause. */
  crash(pause: number): Promise<void>;
  /** Kills the server like `crash`, and removes the last second of its data, like a power failure. */
  losePower(pause: number): Promise<void>;
}

/** Milliseconds between two checks of the size of the log. */
const lookInterval = 50;

/** Milliseconds of data that `losePower` removes. */
export const loss = 1000;

/** Returns `true` if `redis-server` is installed. With `install`, root installs a missing one through apt-get. */
export function findRedis(install: boolean): boolean {
  const isThere = (): boolean => spawnSync('redis-server', ['--version']).status === 0;
  if (isThere() || !install || process.getuid?.() !== 0) return isThere();
  console.log('Installing redis-server.');
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], options);
  return isThere();
}

/** Starts a Redis server that listens on these addresses. */
export async function startRedisHost(folder: string, addresses: readonly string[], port: number): Promise<RedisHost> {
  const options = {
    port,
    dir: folder,
    bind: addresses.join(' '),
    'protected-mode': 'no',
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'auto-aof-rewrite-percentage': 0,
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...String(value).split(' ')]);
  const sizes: { readonly at: number; readonly size: number }[] = [];
  let server = await start(args);
  const looks = setInterval(() => {
    const log = logOf(folder);
    if (log) sizes.push({ at: performance.now(), size: statSync(log).size });
  }, lookInterval);

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }
  async function restart(pause: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, pause));
    server = await start(args);
  }
  return {
    port,
    get pid() {
      return server.pid as number;
    },
    async crash(pause) {
      await kill();
      await restart(pause);
    },
    async losePower(pause) {
      const at = performance.now();
      await kill();
      const log = logOf(folder);
      const kept = sizes.findLast((each) => each.at <= at - loss)?.size ?? 0;
      if (log) truncateSync(log, kept);
      sizes.length = 0;
      await restart(pause);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(looks);
      await kill();
    },
  };
}

/** Returns the path of the append-only log. */
function logOf(folder: string): string | undefined {
  const logs = join(folder, 'appendonlydir');
  const name = existsSync(logs) ? readdirSync(logs).find((each) => each.endsWith('.incr.aof')) : undefined;
  return name === undefined ? undefined : join(logs, name);
}

async function start(args: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(server.stdout)) {
    if (!line.includes('Ready to accept connections')) continue;
    server.stdout.resume();
    return server;
  }
  throw new Error('redis-server did not start.');
}
