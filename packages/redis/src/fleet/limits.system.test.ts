import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasRedis, useRedis } from '../test-redis.ts';
import { type Fleet, startFleet, timesOf, worstSecond } from './fleet.ts';
import { raisePriority } from './priority.ts';

beforeAll(raisePriority);
const redis = useRedis({ beforeAll, afterAll, beforeEach });

const rate = 200;
/** Starts four processes with 16 callers each, which share a limit of 200 requests per second. */
const fleet = (seconds: number): Fleet => {
  const work = {
    url: redis.server.url,
    processes: 4,
    callers: 16,
    seconds,
    limits: { requestsPerMinute: 60 * rate },
    latency: 20,
  };
  return startFleet(Array.from({ length: 4 }, () => work));
};
/** Waits until all processes send requests. */
const started = ({ reports, workers }: Fleet): Promise<void> =>
  expect.poll(() => reports.filter(({ type }) => type === 'ready').length, { timeout: 20_000 }).toBe(workers.length);

const longest = ({ reports }: Fleet): number =>
  Math.max(...reports.map((report) => (report.type === 'sent' || report.type === 'failed' ? report.waited : 0)));

describe.skipIf(!hasRedis)('four processes with one limit', () => {
  it('use 98 % of it, never 5 % more in a second, with at most one Redis command per request', async () => {
    const run = fleet(7);
    await started(run);
    // Ignores the first calls, which load and compile code.
    const from = Date.now() + 1500;
    await run.over;
    const all = timesOf(run.reports);
    const times = all.filter((at) => at >= from && at < from + 4000);
    const used = times.length / 4 / rate;
    const worst = worstSecond(all) / rate;
    const stats = await redis.client.info('commandstats');
    const calls = Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1]);
    console.log(
      `used ${(100 * used).toFixed(1)} %, worst second ${worst.toFixed(3)} x, ${calls} calls for ${all.length}`,
    );
    expect(used).toBeGreaterThan(0.98);
    // The ratio is 1.05 on an idle machine. On a busy one, late timers send several requests at once.
    expect(worst).toBeLessThanOrEqual(1.15);
    expect(calls).toBeLessThanOrEqual(all.length);
  });

  it.each([
    { what: 'is silent', begin: async () => redis.server.freeze(), end: async () => redis.server.resume() },
    { what: 'is killed', begin: () => redis.server.kill(), end: () => redis.server.restart() },
  ])('continue with their shares while Redis $what', async ({ begin, end }) => {
    const run = fleet(7);
    await started(run);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const from = Date.now();
    await begin();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const to = Date.now();
    await end();
    await run.over;
    const times = timesOf(run.reports);
    const meanwhile = times.filter((at) => at >= from + 400 && at < to).length / ((to - from - 400) / 1000) / rate;
    const worst = worstSecond(times) / rate;
    console.log(`meanwhile ${meanwhile.toFixed(2)} x, worst second ${worst.toFixed(2)} x, longest ${longest(run)} ms`);
    expect(run.reports.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(meanwhile).toBeGreaterThan(0.8);
    expect(meanwhile).toBeLessThan(1.25);
    // The ratio is 1.25 on an idle machine.
    expect(worst).toBeLessThan(1.5);
    // At most 250 ms of waiting for Redis, 1 s until the booked start, and the delays of a busy machine.
    expect(longest(run)).toBeLessThan(1500);
  });
});
