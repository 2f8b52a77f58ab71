import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasRedis, useRedis } from '../test-redis.ts';
import { startFleet } from './fleet.ts';
import { raisePriority } from './priority.ts';

beforeAll(raisePriority);
const redis = useRedis({ beforeAll, afterAll, beforeEach });

describe.skipIf(!hasRedis)('processes with one budget', () => {
  it('never exceed it, even if some of them are killed during calls', async () => {
    const budget = { amount: 0.012, currency: 'USD' };
    const work = { url: redis.server.url, callers: 16, seconds: 60, budget, lease: 1, latency: 10 };
    const fleet = startFleet(Array.from({ length: 6 }, () => work));
    const paid = (): number => fleet.reports.filter(({ type }) => type === 'paid').length;
    for (const [index, worker] of fleet.workers.slice(0, 3).entries()) {
      await expect.poll(paid, { timeout: 20_000, interval: 5 }).toBeGreaterThan(40 * (index + 1));
      worker.kill('SIGKILL');
    }
    await fleet.over;
    const { spent = 0, reserved = 0 } = await redis.client.hgetall('rephysco:{fleet}:budget:USD');
    const sent = fleet.reports.filter(({ type }) => type === 'sent').length;
    const reported = fleet.reports.reduce((sum, report) => sum + (report.type === 'paid' ? report.amount : 0), 0);
    console.log(`${sent} calls, paid ${reported}, spent ${Number(spent) / 1e9}, reserved ${Number(reserved) / 1e9}`);
    expect(Number(spent) + Number(reserved)).toBeLessThanOrEqual(0.012 * 1e9);
    expect(reported * 1e9).toBeLessThanOrEqual(Number(spent) + Number(reserved) + 1);
    expect(Number(spent) + Number(reserved)).toBeGreaterThan(0.98 * 0.012 * 1e9);
  });
});

describe.skipIf(!hasRedis)('processes with identical requests', () => {
  it('send each request once', async () => {
    const prompts = Array.from({ length: 50 }, (_, index) => `question ${index}`);
    const work = { url: redis.server.url, callers: 16, prompts, cached: true, latency: 200 };
    const fleet = startFleet(Array.from({ length: 4 }, () => work));
    await fleet.over;
    const sent = fleet.reports.flatMap((report) => (report.type === 'sent' ? [report.prompt] : []));
    expect(fleet.reports.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(sent.sort()).toEqual([...prompts].sort());
  });
});
