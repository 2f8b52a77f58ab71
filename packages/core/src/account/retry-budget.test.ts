import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetryBudget } from './retry-budget.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Returns the number of retries that a budget grants to calls that each request three. */
function outage(calls: number, secondsBetween: number, budget = createRetryBudget()): number {
  let retries = 0;
  for (let call = 0; call < calls; call += 1) {
    budget.count();
    for (let retry = 0; retry < 3; retry += 1) retries += Number(budget.take());
    vi.advanceTimersByTime(secondsBetween * 1000);
  }
  return retries;
}

describe('The retry budget', () => {
  it('allows all retries of few calls', () => {
    expect(outage(6, 0)).toBe(18);
    expect(outage(4, 30)).toBe(12);
  });

  it('adds 10 % to an outage of 1,000 calls at once', () => {
    expect(outage(1000, 0)).toBe(100);
  });

  it('adds 10 % to an outage that lasts an hour', () => {
    const calls = 3600 * 10;
    expect(outage(calls, 0.1) / calls).toBeCloseTo(0.1, 2);
  });

  it('allows the larger of allowance and share, not the sum', () => {
    expect(outage(100, 0)).toBe(20);
    expect(outage(200, 0)).toBe(20);
    expect(outage(300, 0)).toBe(30);
  });

  it('is restored after some time', () => {
    const budget = createRetryBudget();
    expect(outage(100, 0, budget)).toBe(20);
    vi.advanceTimersByTime(60 * 60_000);
    expect(outage(100, 0, budget)).toBe(20);
  });

  it('never allows more than the larger of allowance and share, in any order', () => {
    const step = fc.constantFrom('call', 'retry');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 500 }), fc.integer({ min: 0, max: 5 }), (steps, burst) => {
        const budget = createRetryBudget({ ratio: 0.2, burst });
        let [calls, retries] = [0, 0];
        for (const each of steps) {
          if (each === 'call') {
            budget.count();
            calls += 1;
          } else retries += Number(budget.take());
          expect(retries).toBeLessThanOrEqual(Math.max(burst, 0.2 * calls));
        }
      }),
    );
  });
});
