import type { CallLedger, CostRange, LedgerEntry } from '../contract/call-ledger.ts';

/** Call ledger with a method to add entries. */
export interface WritableLedger extends CallLedger {
  add(entry: LedgerEntry): void;
}

/** Maximum number of entries that a ledger keeps. */
const most = 10_000;

/** Exact sums in units of 1e-15, as in the budget ledger. */
interface Sum {
  atLeast: bigint;
  atMost: bigint;
}

const toSteps = (amount: number): bigint => BigInt(Math.round(amount * 1e15));
const fromSteps = (steps: bigint): number => Number(steps) / 1e15;

/** Creates an empty call ledger. */
export function createCallLedger(): WritableLedger {
  let entries: LedgerEntry[] = [];
  let count = 0;
  const sums = new Map<string, Sum>();
  return {
    get entries() {
      return entries.slice(-most);
    },
    get count() {
      return count;
    },
    get total() {
      return [...sums].map(([currency, { atLeast, atMost }]): CostRange => {
        return { atLeast: fromSteps(atLeast), atMost: fromSteps(atMost), currency };
      });
    },
    add(entry) {
      count += 1;
      entries.push(entry);
      // Remove entries in blocks, because removing single entries would copy the list for each call.
      if (entries.length > 2 * most) entries = entries.slice(-most);
      if (!entry.cost) return;
      const { currency, atLeast, atMost } = entry.cost;
      const sum = sums.get(currency) ?? { atLeast: 0n, atMost: 0n };
      sums.set(currency, { atLeast: sum.atLeast + toSteps(atLeast), atMost: sum.atMost + toSteps(atMost) });
    },
  };
}
