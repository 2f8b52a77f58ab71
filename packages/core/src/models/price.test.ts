import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelInfo, Price } from '../contract/model-info.ts';
import { costOf } from './bill.ts';
import { priceOf } from './price.ts';

const model = (...prices: Price[]): ModelInfo => ({ id: 'm', input: ['text'], prices });
const dollars: Price = { currency: 'USD', input: 2, output: 8 };
const query = { day: '2026-11-22' };

describe('priceOf', () => {
  it('returns the price that is valid on the day', () => {
    const dated = model({ ...dollars, input: 1, validUntil: '2026-11-30' }, { ...dollars, validFrom: '2026-12-01' });
    expect(priceOf(dated, { day: '2026-11-30' })?.input).toBe(1);
    expect(priceOf(dated, { day: '2026-12-01' })?.input).toBe(2);
    expect(priceOf(model({ ...dollars, validFrom: '2027-01-01' }), query)).toBeUndefined();
  });

  it('returns the price of the answering region', () => {
    const regional = model({ ...dollars, region: 'intl' }, { currency: 'CNY', region: 'cn', input: 10, output: 40 });
    expect(priceOf(regional, { ...query, region: 'cn' })?.currency).toBe('CNY');
    expect(priceOf(regional, query)).toBeUndefined();
  });
});

describe('costOf', () => {
  it('charges cached and reasoning tokens at their own rates', () => {
    const priced = model({ ...dollars, cachedInput: 0.5, reasoningOutput: 12 });
    const usage = { inputTokens: 1000, cachedInputTokens: 400, outputTokens: 500, reasoningTokens: 200 };
    expect(costOf(usage, priced, query)).toEqual({ amount: 0.0062, currency: 'USD', estimated: true, complete: true });
  });

  it('charges tokens that were written to the cache at their own rate', () => {
    const usage = { inputTokens: 1000, cachedInputTokens: 400, cacheWriteTokens: 500, outputTokens: 0 };
    expect(costOf(usage, model({ ...dollars, cachedInput: 0.5, cacheWrite: 2.5 }), query)?.amount).toBe(0.001_65);
    expect(costOf(usage, model({ ...dollars, cachedInput: 0.5 }), query)?.amount).toBe(0.0014);
  });

  it('charges the whole request at the highest tier that it reaches', () => {
    const tiered = model({ ...dollars, tiers: [{ aboveInputTokens: 200_000, input: 4, output: 16 }] });
    expect(costOf({ inputTokens: 200_000, outputTokens: 0 }, tiered, query)?.amount).toBe(0.4);
    expect(costOf({ inputTokens: 200_001, outputTokens: 1 }, tiered, query)?.amount).toBe(0.800_02);
  });

  it('is unknown, not zero, without a price or without tokens', () => {
    expect(costOf({ inputTokens: 1, outputTokens: 1 }, model(), query)).toBeUndefined();
    expect(costOf({ inputTokens: 1 }, model(dollars), query)).toBeUndefined();
  });

  it('is exact: the costs of many answers add up to the cost of their total usage', () => {
    const tokens = fc.record({ inputTokens: fc.nat(1_000_000), outputTokens: fc.nat(100_000) });
    fc.assert(
      fc.property(fc.array(tokens, { minLength: 1, maxLength: 20 }), (usages) => {
        const priced = model({ currency: 'USD', input: 0.075, output: 0.3 });
        const nano = (amount = 0): bigint => BigInt(Math.round(amount * 1e12));
        const parts = usages.reduce((sum, usage) => sum + nano(costOf(usage, priced, query)?.amount), 0n);
        const total = usages.reduce((sum, { inputTokens, outputTokens }) => ({
          inputTokens: sum.inputTokens + inputTokens,
          outputTokens: sum.outputTokens + outputTokens,
        }));
        expect(parts).toBe(nano(costOf(total, priced, query)?.amount));
      }),
    );
  });
});
