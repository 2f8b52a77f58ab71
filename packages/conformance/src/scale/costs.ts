/**
 * Measures the CPU time per call of each way to scale out, with a service that answers immediately. Run it with
 * `pnpm scale:costs`. Needs Linux and redis-server.
 */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CountingService, startCountingService } from '../counting-service.ts';
import { startNode } from '../start-node.ts';
import type { CostJob } from './cost-process.ts';
import { startFleet } from './fleet.ts';
import { freePort } from './free-port.ts';
import { createPlainHost } from './hosts.ts';
import { type RedisHost, startRedisHost } from './redis-host.ts';

const warmUp = 1000;
const count = 6000;
/** Length of a clock tick of `/proc` in milliseconds. */
const tick = 10;

const ways: readonly (CostJob['way'] | number)[] = ['map', 'batch', 'limits', 1, 10, 25];
const names = { map: 'client.map', batch: 'client.batch with journal', limits: 'client.map with shared limits' };
let first = 0;
console.log(`${'way'.padEnd(40)} ${'processes'.padStart(9)} ${'Redis'.padStart(6)} ${'times'.padStart(6)}`);
for (const way of ways) {
  const { processes, redis } = await measure(way);
  first ||= processes;
  const name = typeof way === 'number' ? `queue, three workers, ${way} calls per job` : names[way];
  const times = ((processes + redis) / first).toFixed(1);
  console.log(
    `${name.padEnd(40)} ${processes.toFixed(0).padStart(9)} ${redis.toFixed(0).padStart(6)} ${times.padStart(6)}`,
  );
}

/** Returns microseconds of CPU time per call. */
async function measure(way: CostJob['way'] | number): Promise<{ processes: number; redis: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'costs-'));
  mkdirSync(join(folder, 'redis'));
  try {
    await using redis = await startRedisHost(join(folder, 'redis'), ['127.0.0.1'], await freePort());
    await using service = await startCountingService(['127.0.0.1'], [0, 0]);
    if (typeof way === 'number') return await measureQueue(way, folder, redis, service);
    const result = join(folder, 'result');
    const addresses = { baseURL: `http://127.0.0.1:${service.port}/v1`, redis: `redis://127.0.0.1:${redis.port}` };
    const job = { way, ...addresses, warmUp, count, output: join(folder, 'out'), result };
    const child = startNode(new URL('cost-process.ts', import.meta.url), job);
    const exit = once(child, 'exit');
    await reach(service, warmUp);
    const before = cpuOf(redis.pid);
    await exit;
    return { processes: Number(readFileSync(result)), redis: (cpuOf(redis.pid) - before) / count };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureQueue(chunk: number, folder: string, redis: RedisHost, service: CountingService) {
  const input = join(folder, 'in.txt');
  writeFileSync(input, Array.from({ length: warmUp + count }, (_, index) => `Question ${index}?\n`).join(''));
  const hosts = [0, 1, 2].map(createPlainHost);
  const ports = { redisPort: redis.port, upstreamPort: service.port };
  await using fleet = startFleet({ hosts, ...ports, input, output: join(folder, 'out'), lock: 60, chunk });
  const sum = (): number => fleet.pids.reduce((total, pid) => total + cpuOf(pid), 0);
  await reach(service, warmUp);
  const [before, redisBefore] = [sum(), cpuOf(redis.pid)];
  await reach(service, warmUp + count);
  const result = { processes: (sum() - before) / count, redis: (cpuOf(redis.pid) - redisBefore) / count };
  await fleet.finished;
  return result;
}

async function reach({ calls }: CountingService, number: number): Promise<void> {
  while (calls.size < number) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Returns the CPU time of a process in microseconds. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tick * 1000;
}
