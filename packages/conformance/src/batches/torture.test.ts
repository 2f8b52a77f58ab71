import { expect, it } from 'vitest';
import { tortureBatch } from './torture-batch.ts';

it.each(['openai', 'anthropic'] as const)(
  'A batch at %s whose process is killed answers each item once, for half of the cost',
  async (provider) => {
    const { check, killed } = await tortureBatch(provider, 200, 6);
    expect({ ...check, costRatio: check.costRatio.toFixed(9) }).toEqual({
      right: 200,
      sentTwice: 0,
      batches: 20,
      costRatio: '0.500000000',
    });
    expect(Object.keys(killed).length).toBeGreaterThan(3);
  },
  120_000,
);
