import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCountingService } from '../counting-service.ts';
import { randomOf } from '../random.ts';
import { type Applied, applyFaults } from './apply-faults.ts';
import { checkResult, type ResultCheck } from './check-result.ts';
import { startFleet } from './fleet.ts';
import { freePort } from './free-port.ts';
import type { Hosts } from './hosts.ts';
import { startRedisHost } from './redis-host.ts';
import { orderOf, type Scenario } from './scenario.ts';

/** Result of a run. */
export interface RunResult extends ResultCheck, Applied {
  /** Number of repeated calls that reached the service. */
  readonly repeated: number;
  readonly seconds: number;
}

/** Settings of a run. */
export interface RunOptions {
  readonly hosts: Hosts;
  /** Number of prompts. */
  readonly count: number;
  /** Seconds after which another worker takes over the jobs of a worker that does not renew its lock. */
  readonly lock: number;
  /** Seed of the order of the faults. The same seed produces the same order. */
  readonly seed: number;
}

/** Time limit of a run in seconds. */
const longest = 240;

/**
 * Runs a batch over a queue with faults.
 *
 * @throws Error if a process ends by itself, or the batch does not end
 */
export async function runScenario(scenario: Scenario, { hosts, count, lock, seed }: RunOptions): Promise<RunResult> {
  const folder = mkdtempSync(join(tmpdir(), 'scale-'));
  const [input, output] = [join(folder, 'in.txt'), join(folder, 'out.jsonl')];
  const prompts = Array.from({ length: count }, (_, index) => `Question ${index} of ${scenario.name}?`);
  writeFileSync(input, `${prompts.join('\n')}\n`);
  mkdirSync(join(folder, 'redis'));
  const { list } = hosts;
  const addresses = [...new Set(['127.0.0.1', ...list.map(({ gateway }) => gateway)])];
  const random = randomOf(seed);
  const over = new AbortController();
  try {
    await using redis = await startRedisHost(join(folder, 'redis'), addresses, await freePort());
    await using upstream = await startCountingService(addresses);
    const ports = { redisPort: redis.port, upstreamPort: upstream.port };
    await using fleet = startFleet({ hosts: list, ...ports, input, output, lock });
    const began = performance.now();
    const context = { fleet, hosts: list, redis, upstream, random, prompts: count, lock, signal: over.signal };
    const faults = applyFaults(orderOf(scenario, random), context);
    faults.catch(() => {});
    await endOf(fleet.finished, () => `${upstream.calls.size} of ${count} prompts reached the service`);
    const seconds = (performance.now() - began) / 1000;
    over.abort();
    const applied = await faults;
    const repeated = [...upstream.calls.values()].reduce((sum, calls) => sum + calls - 1, 0);
    return { ...checkResult(output, prompts), ...applied, repeated, seconds };
  } finally {
    over.abort();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function endOf(finished: Promise<void>, state: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The batch did not end within ${longest} s: ${state()}.`)),
      longest * 1000,
    );
  });
  await Promise.race([finished, late]).finally(() => clearTimeout(timer));
}
