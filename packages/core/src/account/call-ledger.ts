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
  return new Ledger();
}

/** A class, because an object with getters of its own takes 0.5 KB more, and every client has a ledger. */
class Ledger implements WritableLedger {
  #entries: LedgerEntry[] = [];
  #count = 0;
  readonly #sums = new Map<string, Sum>();

  get entries(): readonly LedgerEntry[] {
    return this.#entries.slice(-most);
  }

  get count(): number {
    return this.#count;
  }

  get total(): readonly CostRange[] {
    return [...this.#sums].map(([currency, { atLeast, atMost }]): CostRange => {
      return { atLeast: fromSteps(atLeast), atMost: fromSteps(atMost), currency };
    });
  }

  add(entry: LedgerEntry): void {
    this.#count += 1;
    this.#entries.push(entry);
    // Remove entries in blocks, because removing single entries would copy the list for each call.
    if (this.#entries.length > 2 * most) this.#entries = this.#entries.slice(-most);
    if (!entry.cost) return;
    const { currency, atLeast, atMost } = entry.cost;
    const sum = this.#sums.get(currency) ?? { atLeast: 0n, atMost: 0n };
    this.#sums.set(currency, { atLeast: sum.atLeast + toSteps(atLeast), atMost: sum.atMost + toSteps(atMost) });
  }
}
