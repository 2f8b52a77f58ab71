import { BudgetExceededError } from '@rephysco/core';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RedisCoordinatorOptions, redisCoordinator } from './redis-coordinator.ts';
import { hasRedis, useRedis } from './test-redis.ts';

const redis = useRedis({ beforeAll, afterAll, beforeEach });
const budget = { amount: 1, currency: 'USD' };
const ledger = (options: Partial<RedisCoordinatorOptions> = {}) =>
  redisCoordinator(redis.client, { account: 'tests', ...options }).ledger(budget);
const sums = async (): Promise<unknown> => redis.client.hgetall('rephysco:{tests}:budget:USD');
const refusal = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe.skipIf(!hasRedis)('a budget in Redis', () => {
  it('reserves the maximum cost of a call, and replaces it with the actual cost', async () => {
    const one = ledger();
    const other = ledger();
    const first = await one.reserve(0.6, 'A call');
    const error = await refusal(other.reserve(0.5, 'Another call') as Promise<unknown>);
    expect(error).toBeInstanceOf(BudgetExceededError);
    expect(String(error)).toContain('0.4 of the shared budget of 1 USD are left');
    first.settle(0.1);
    first.settle(5);
    await expect.poll(sums).toEqual({ reserved: '0', spent: '100000000' });
    (await other.reserve(0.9, 'Another call')).settle(0.2);
    await expect.poll(() => other.spent).toEqual({ amount: 0.3, currency: 'USD', estimated: true });
  });

  it('is never exceeded by any sequence of calls', async () => {
    const call = fc.record({
      most: fc.integer({ min: 0, max: 400 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 30 }), async (calls) => {
        await redis.client.flushall();
        const each = [ledger(), ledger()];
        await Promise.all(
          calls.map(async ({ most, part }, index) => {
            const reserved = await refusal(each[index % 2]?.reserve(most / 1000, 'A call') as Promise<unknown>);
            if (typeof reserved === 'object' && reserved && 'settle' in reserved) return;
            expect(reserved).toBeInstanceOf(BudgetExceededError);
            expect(part).toBeDefined();
          }),
        );
        const { reserved = '0' } = (await sums()) as Record<string, string>;
        expect(Number(reserved)).toBeLessThanOrEqual(1e9);
      }),
      { numRuns: 20 },
    );
  });

  it('counts the reservation of a crashed process as spent after its lease, and corrects it later', async () => {
    const dead = ledger({ lease: 0.2 });
    const late = await dead.reserve(0.6, 'A call');
    const other = ledger();
    await expect
      .poll(async () => {
        await refusal(other.reserve(0.5, 'Another call') as Promise<unknown>);
        return sums();
      })
      .toEqual({ reserved: '0', spent: '600000000' });
    late.settle(0.1);
    await expect.poll(sums).toEqual({ reserved: '0', spent: '100000000' });
  });

  it.each([
    ['is silent', () => redis.server.freeze(), async () => redis.server.resume()],
    ['is dead', () => redis.server.kill(), () => redis.server.restart()],
  ] as const)('rejects calls while Redis %s, and sends settlements when it is back', async (_, begin, end) => {
    const refusing = ledger();
    const open = await refusing.reserve(0.25, 'A call');
    const sharing = ledger({ whenDown: 'share', processes: 2 });
    await refusal(sharing.reserve(2, 'A large call') as Promise<unknown>);
    await begin();
    try {
      const started = performance.now();
      const error = await refusal(refusing.reserve(0.1, 'A call') as Promise<unknown>);
      expect(error).toBeInstanceOf(BudgetExceededError);
      expect(String(error)).toContain('Redis does not reply');
      expect(performance.now() - started).toBeLessThan(300 + 500);
      // Each of the two processes may spend half of the remaining budget.
      const alone = await sharing.reserve(0.3, 'A call');
      expect(await refusal(sharing.reserve(0.3, 'A call') as Promise<unknown>)).toBeInstanceOf(BudgetExceededError);
      alone.settle(0.2);
      open.settle(0.05);
    } finally {
      await end();
    }
    await expect
      .poll(async () => ((await sums()) as Record<string, string>).spent, { timeout: 10_000 })
      .toBe('250000000');
    await expect.poll(() => refusal(refusing.reserve(0.1, 'A call') as Promise<unknown>)).toHaveProperty('settle');
  });
});
