import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyResult, restore, restoreUsage, storeError, storeResult } from './stored-outcome.ts';

const result = {
  text: 'Hi.',
  toolCalls: [],
  sources: [],
  content: [{ type: 'text', text: 'Hi.' }],
  finishReason: 'stop',
  model: 'm',
  provider: 'p',
  usage: { inputTokens: 3, outputTokens: 2 },
  cached: false,
  attempts: [],
  warnings: [],
} as const satisfies AnyResult;

const cost = { amount: 0.25, currency: 'USD', estimated: true };

/** Returns usage and cost, once from the end of the stored text and once from the whole text. */
function both(stored: AnyResult): readonly [unknown, unknown] {
  const { json } = storeResult(stored);
  const whole = restore(json);
  if (!('result' in whole)) throw new Error('The result was restored as an error.');
  return [restoreUsage(json).result, { usage: whole.result.usage, cost: whole.result.cost }];
}

describe('restoreUsage', () => {
  it.each([
    ['without a cost', result],
    ['with a cost', { ...result, cost }],
    ['without tokens', { ...result, usage: {} }],
    ['with a text that looks like usage', { ...result, text: '"usage":{"inputTokens":9}}' }],
    ['with a value that has the field usage', { ...result, object: { usage: { inputTokens: 9 } } }],
    ['with a currency in braces', { ...result, cost: { ...cost, currency: '{"}' } }],
  ])('returns the usage and the cost of a stored result %s', (_, stored) => {
    const [part, whole] = both(stored as AnyResult);
    expect(part).toEqual(whole);
  });

  it('returns the same as restore for any result', () => {
    const property = fc.property(fc.jsonValue(), fc.string(), fc.boolean(), (object, currency, paid) => {
      const [part, whole] = both({ ...result, object, ...(paid ? { cost: { ...cost, currency } } : {}) } as AnyResult);
      expect(part).toEqual(whole);
    });
    fc.assert(property);
  });

  it('reads results in which other fields follow the usage', () => {
    const json = '"result":{"usage":{"inputTokens":3},"warnings":[{"usage":{"inputTokens":9}}]}';
    expect(restoreUsage(json).result?.usage).toEqual({ inputTokens: 3 });
  });

  it('returns nothing for an error', () => {
    expect(restoreUsage(storeError(new Error('"usage":{}}')).json)).toEqual({});
  });
});
