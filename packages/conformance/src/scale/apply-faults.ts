import type { CountingService } from '../counting-service.ts';
import { concurrency, type Fleet } from './fleet.ts';
import type { Host } from './hosts.ts';
import { loss, type RedisHost } from './redis-host.ts';
import type { Fault } from './scenario.ts';

/** Environment to which faults are applied. */
export interface FaultContext {
  readonly fleet: Fleet;
  readonly hosts: readonly Host[];
  readonly redis: RedisHost;
  readonly upstream: CountingService;
  readonly random: () => number;
  /** Number of prompts of the run. */
  readonly prompts: number;
  /** Seconds after which another worker takes over the jobs of a host that is cut off. */
  readonly lock: number;
  readonly signal: AbortSignal;
}

/** Result of the applied faults. */
export interface Applied {
  readonly faults: number;
  /** Maximum number of calls that the service may receive again because of the faults. */
  readonly allowed: number;
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Milliseconds for which Redis is down. */
const downtime = 500;

/** Largest random delay of a fault in milliseconds. */
const longestDelay = 500;

/** Applies faults one after the other, spread over the progress of the run. Ends early when the run ends. */
export async function applyFaults(order: readonly Fault[], context: FaultContext): Promise<Applied> {
  const { fleet, hosts, redis, upstream, random, prompts, lock, signal } = context;
  const cuts: Promise<void>[] = [];
  let faults = 0;
  let allowed = 0;
  /** Applies a fault. Returns the maximum number of calls that are repeated because of it. */
  async function apply(fault: Fault, host: number): Promise<number> {
    switch (fault) {
      case 'worker':
        await fleet.killWorker(host);
        // Calls in progress, and answers that wait until Redis is back.
        return concurrency;
      case 'producer':
        await fleet.killProducer();
        return 0;
      case 'redis':
        await redis.crash(downtime);
        return 0;
      case 'power': {
        const lost = upstream.unfinishedAt(performance.now() - loss);
        await redis.losePower(downtime);
        return lost;
      }
      case 'cut':
        hosts[host]?.cutOff();
        cuts.push(wait(lock * 1600).then(() => hosts[host]?.reconnect()));
        return concurrency;
    }
  }
  for (const [number, fault] of order.entries()) {
    const threshold = ((number + 0.2 + 0.6 * random()) / order.length) * 0.95 * prompts;
    while (upstream.calls.size < threshold && !signal.aborted) await wait(10);
    // The progress grows when a call ends. Without the delay, every fault would occur just after the end of a call.
    await wait(random() * longestDelay);
    if (signal.aborted) break;
    allowed += await apply(fault, number % hosts.length);
    faults += 1;
  }
  await Promise.all(cuts);
  return { faults, allowed };
}
