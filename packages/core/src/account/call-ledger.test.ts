import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCallLedger } from './call-ledger.ts';

it('The total of a ledger is the exact sum of all entries, for small and large amounts', () => {
  const amount = fc.oneof(fc.double({ min: 0, max: 0.01, noNaN: true }), fc.double({ min: 0, max: 1e4, noNaN: true }));
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 200 }), (amounts) => {
      const ledger = createCallLedger();
      for (const atMost of amounts) {
        const cost = { atLeast: 0, atMost, currency: 'USD' } as const;
        ledger.add({
          provider: 'p',
          model: 'm',
          operation: 'generate',
          startedAt: 1,
          duration: 1,
          outcome: 'answered',
          cost,
        });
      }
      const exact = amounts.reduce((sum, each) => sum + BigInt(Math.round(each * 1e15)), 0n);
      expect(ledger.total).toEqual(
        amounts.length === 0 ? [] : [{ atLeast: 0, atMost: Number(exact) / 1e15, currency: 'USD' }],
      );
    }),
  );
});
