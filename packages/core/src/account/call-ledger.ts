import type { CallLedger, CostRange, LedgerEntry } from '../contract/call-ledger.ts';

/** Call ledger with a method to add entries. */
export interface WritableLedger extends CallLedger {
  add(entry: LedgerEntry): void;
}

/** Maximum number of entries that a ledger keeps. */
const most = 10_000;

/** Exact sum in units of 1e-15, as in the budget ledger. A call adds a number, because adding a bigint takes longer. */
class ExactSum {
  #whole = 0n;
  #part = 0;

  add(amount: number): void {
    const steps = Math.round(amount * 1e15);
    if (this.#part + steps > Number.MAX_SAFE_INTEGER) {
      this.#whole = this.#sum();
      this.#part = 0;
    }
    this.#part += steps;
  }

  get total(): number {
    return Number(this.#sum()) / 1e15;
  }

  #sum(): bigint {
    return this.#whole + BigInt(this.#part);
  }
}

interface Sums {
  readonly atLeast: ExactSum;
  readonly atMost: ExactSum;
}

/** Creates an empty call ledger. */
export function createCallLedger(): WritableLedger {
  return new Ledger();
}

/** A class, because an object with getters of its own takes 0.5 KB more, and every client has a ledger. */
class Ledger implements WritableLedger {
  #entries: LedgerEntry[] = [];
  #count = 0;
  readonly #sums = new Map<string, Sums>();

  get entries(): readonly LedgerEntry[] {
    return this.#entries.slice(-most);
  }

  get count(): number {
    return this.#count;
  }

  get total(): readonly CostRange[] {
    return [...this.#sums].map(([currency, { atLeast, atMost }]): CostRange => {
      return { atLeast: atLeast.total, atMost: atMost.total, currency };
    });
  }

  add(entry: LedgerEntry): void {
    this.#count += 1;
    this.#entries.push(entry);
    // Remove entries in blocks, because removing single entries would copy the list for each call.
    if (this.#entries.length > 2 * most) this.#entries = this.#entries.slice(-most);
    if (!entry.cost) return;
    const { currency, atLeast, atMost } = entry.cost;
    const sums = this.#sums.get(currency) ?? { atLeast: new ExactSum(), atMost: new ExactSum() };
    sums.atLeast.add(atLeast);
    sums.atMost.add(atMost);
    this.#sums.set(currency, sums);
  }
}
