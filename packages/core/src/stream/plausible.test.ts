import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plausibleCost, plausibleUsage } from './plausible.ts';

describe('impossible usage', () => {
  it.each([-1, 0.5, 1.7e308, Number.NaN, Number.POSITIVE_INFINITY, 1e18, '7' as never])('is omitted: %s', (count) => {
    expect(plausibleUsage({ inputTokens: count, outputTokens: 3, estimated: true })).toEqual({
      outputTokens: 3,
      estimated: true,
    });
  });

  it('leaves only counts that can be added up', () => {
    const count = fc.oneof(fc.double(), fc.integer(), fc.constant(undefined));
    fc.assert(
      fc.property(fc.record({ inputTokens: count, outputTokens: count, reasoningTokens: count }), (usage) => {
        for (const value of Object.values(plausibleUsage(usage))) {
          if (value !== undefined) expect(BigInt(value as number)).toBeGreaterThanOrEqual(0n);
        }
      }),
    );
  });

  it('does not replace a plausible object', () => {
    const usage = { inputTokens: 0, outputTokens: 128_000 };
    expect(plausibleUsage(usage)).toBe(usage);
  });
});

it('An impossible cost is undefined', () => {
  const cost = (amount: number): unknown => plausibleCost({ amount, currency: 'USD', estimated: false });
  expect([-1, Number.NaN, 1e300].map(cost)).toEqual([undefined, undefined, undefined]);
  expect(cost(0.25)).toMatchObject({ amount: 0.25 });
});
